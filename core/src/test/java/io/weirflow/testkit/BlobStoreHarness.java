package io.weirflow.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.blob.BlobMux;
import io.weirflow.blob.BlobStore;
import io.weirflow.blob.Bucket;
import io.weirflow.fileset.File;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;

/** What an implementer fills in for {@link BlobStoreContract}. */
abstract class BlobStoreHarness {
    /** The store under test. */
    protected BlobStore store;

    /** The bucket under test. */
    protected Bucket bucket;

    /** The mux of the store alone. */
    protected BlobMux mux;

    /** Returns a store. Called before each test; what has to be closed the subclass closes after it. */
    protected abstract BlobStore newStore() throws Exception;

    /** Returns the name of a bucket of the store in which there is nothing below {@link #prefix}. */
    protected abstract String bucketName();

    /** Returns the folder of the bucket in which the tests work: the empty text, or one that ends in {@code /}. */
    protected String prefix() {
        return "";
    }

    /** Returns the name of another bucket of the store, if there can be one. */
    protected Optional<String> otherBucketName() {
        return Optional.empty();
    }

    /** Returns the name of a bucket that the store has not, if there can be one. */
    protected Optional<String> missingBucketName() {
        return Optional.empty();
    }

    /** Tells whether the store can hold an object of a key, given without the prefix. */
    protected boolean canHold(String key) {
        return true;
    }

    /**
     * Tells whether the server that a store is tested with, and not the store, takes a key for another one, so that nothing can be
     * said of the store. What it does with such keys, its implementer tests in another way.
     */
    protected boolean isBentByServer(String key) {
        return false;
    }

    /** Tells whether the store gives ETags, and so can open an object on the condition that it has not changed. */
    protected boolean hasEtags() {
        return true;
    }

    /** Returns a size at which the implementation changes what it does, such as that of its buffer or of an upload's part. */
    protected int bufferBytes() {
        return RepositoryHarness.DEFAULT_BUFFER_BYTES;
    }

    /** Asserts that nothing was created outside the place that the bucket may write to. */
    protected void assertNothingEscaped() throws Exception {}

    @BeforeEach
    final void begin() throws Exception {
        store = newStore();
        bucket = store.bucket(bucketName());
        mux = BlobMux.of(List.of(store));
    }

    final String key(String name) {
        return prefix() + name;
    }

    final File put(String name, byte[] content) {
        return bucket.put(key(name), new ByteArrayInputStream(content), content.length);
    }

    final byte[] read(String name) {
        return read(bucket, key(name));
    }

    static byte[] read(Bucket from, String key) {
        try (InputStream in = from.open(key, Optional.empty())) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError("a whole object cannot be read", e);
        }
    }

    /** Returns the names that a scan of a folder or object comes to, in its order. */
    final List<String> names(String folder) {
        List<String> names = new ArrayList<>();
        bucket.scan(key(folder), (key, file) -> {
            assertThat(key).startsWith(prefix());
            assertThat(file.source()).isEqualTo(bucket.url(key));
            names.add(key.substring(prefix().length()));
        });
        return names;
    }
}
