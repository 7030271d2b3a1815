package io.weirflow.testkit;

import static io.weirflow.testkit.StorageAssertions.assertFails;
import static io.weirflow.testkit.StorageAssertions.together;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.blob.BlobStore;
import io.weirflow.blob.Bucket;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link BlobStore} and {@link Bucket}: extend it, return the implementation, and say through the hooks what
 * it can do. What it cannot do is not tested.
 */
public abstract class BlobStoreContract extends BlobSnapshotContract {
    @Test
    void whatWasPutIsReadBack() {
        int buffer = bufferBytes();
        for (int size : new int[] {0, 1, buffer - 1, buffer, buffer + 1, (3 << 20) + 7}) {
            byte[] content = Contents.bytes(size, 1);
            File put = bucket.put(key("sized"), Contents.trickling(content), size);
            assertHolds("sized", content);
            assertDescribes(put, bucket.stat(key("sized")));
            bucket.put(key("unsized"), Contents.trickling(content), Bucket.UNKNOWN_SIZE);
            assertHolds("unsized", content);
            bucket.put(key("hashed"), Contents.trickling(content), size, Optional.of(Digest.of(content)));
            assertHolds("hashed", content);
        }
    }

    /** A writer's description may lack the time of last change, which some stores do not tell. */
    private static void assertDescribes(File written, File found) {
        assertThat(
                        written.lastModified().isPresent()
                                ? written
                                : written.withLastModified(found.lastModified().orElse(null)))
                .isEqualTo(found);
    }

    private void assertHolds(String name, byte[] content) {
        File file = bucket.stat(key(name));
        assertThat(file.isReference()).isTrue();
        assertThat(file.sizeBytes()).isEqualTo(content.length);
        assertThat(file.contentHash().orElse(Digest.of(content))).isEqualTo(Digest.of(content));
        assertThat(file.etag().isEmpty()).isEqualTo(!hasEtags());
        assertThat(read(name)).isEqualTo(content);
        assertThat(mux.stat(file.source())).isEqualTo(file);
        try (InputStream in = mux.open(file)) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        } catch (IOException e) {
            throw new AssertionError("a reference to a whole object cannot be read", e);
        }
    }

    @Test
    void theSchemeIsInLowerCaseAndBeginsTheLocation() {
        assertThat(store.scheme()).isEqualTo(store.scheme().toLowerCase(Locale.ROOT));
        assertThat(bucket.location()).startsWith(store.scheme() + "://").endsWith("/");
        assertThat(mux.locate(bucket.url(key("a/b"))).key()).isEqualTo(key("a/b"));
    }

    @Test
    void anAbsentObjectDoesNotExist() {
        put("present/x", new byte[1]);
        for (String name : List.of("absent", "present", "present/y", "present/x2")) {
            assertFails(ErrorKind.NOT_EXIST, () -> bucket.stat(key(name)));
            assertFails(
                    ErrorKind.NOT_EXIST,
                    () -> bucket.open(key(name), Optional.empty()).close());
            assertFails(ErrorKind.NOT_EXIST, () -> bucket.snapshot(key(name)));
            assertFails(ErrorKind.NOT_EXIST, () -> bucket.copyFrom(bucket, key(name), key("copy")));
        }
        missingBucketName()
                .ifPresent(name -> assertFails(
                        ErrorKind.NOT_EXIST, () -> store.bucket(name).stat("x")));
    }

    @Test
    void puttingReplaces() {
        File first = put("x", Contents.bytes(100, 2));
        File second = put("x", Contents.bytes(100, 3));
        assertHolds("x", Contents.bytes(100, 3));
        put("x", Contents.bytes(5, 4));
        assertHolds("x", Contents.bytes(5, 4));
        if (hasEtags()) {
            assertThat(first.etag()).isNotEqualTo(second.etag());
        }
    }

    @Test
    void anObjectThatChangedIsNotOpenedByItsOldEtag() throws Exception {
        if (!hasEtags()) {
            return;
        }
        File first = put("x", Contents.bytes(100, 5));
        bucket.open(key("x"), Optional.of(first.etag())).close();
        File second = put("x", Contents.bytes(100, 6));
        assertFails(
                ErrorKind.PRECONDITION,
                () -> bucket.open(key("x"), Optional.of(first.etag())).close());
        assertFails(ErrorKind.PRECONDITION, () -> mux.open(first).close());
        bucket.open(key("x"), Optional.of(second.etag())).close();
    }

    @Test
    void aReaderKeepsTheVersionThatItOpened() throws Exception {
        byte[] old = Contents.bytes(4 * bufferBytes(), 7);
        put("x", old);
        try (InputStream in = bucket.open(key("x"), Optional.empty())) {
            assertThat(in.read()).isEqualTo(old[0] & 0xff);
            put("x", Contents.bytes(4 * bufferBytes(), 8));
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(old, 1, old.length));
        }
    }

    @Test
    void contentThatIsNotAsStatedIsRefused() {
        byte[] before = Contents.bytes(30, 9);
        put("x", before);
        byte[] content = Contents.bytes(1000, 10);
        for (long size : new long[] {0, 999, 1001}) {
            assertFails(ErrorKind.INTEGRITY, () -> bucket.put(key("x"), new ByteArrayInputStream(content), size));
            assertFails(ErrorKind.INTEGRITY, () -> bucket.put(key("new"), new ByteArrayInputStream(content), size));
        }
        Optional<Digest> wrong = Optional.of(Digest.of("something else"));
        assertFails(ErrorKind.INTEGRITY, () -> bucket.put(key("x"), new ByteArrayInputStream(content), 1000, wrong));
        assertHolds("x", before);
        assertThat(names("")).containsExactly("x");
    }

    @Test
    void aFailingStreamLeavesWhatWasThere() {
        byte[] before = Contents.bytes(30, 11);
        put("x", before);
        for (int size : new int[] {0, 1, bufferBytes() + 1}) {
            InputStream failing = Contents.failing(Contents.bytes(size, 12));
            assertThatThrownBy(() -> bucket.put(key("x"), failing, Bucket.UNKNOWN_SIZE));
            InputStream failingToo = Contents.failing(Contents.bytes(size, 12));
            assertThatThrownBy(() -> bucket.put(key("new"), failingToo, size + 1));
        }
        assertHolds("x", before);
        assertThat(names("")).containsExactly("x");
    }

    @Test
    void whatWasDeletedIsGone() {
        put("x", new byte[1]);
        put("y", new byte[1]);
        put("folder/x", new byte[1]);
        bucket.delete(List.of(key("x"), key("absent")));
        bucket.delete(List.of());
        assertThat(names("")).containsExactly("folder/x", "y");
        assertFails(ErrorKind.NOT_EXIST, () -> bucket.stat(key("x")));
    }

    @Test
    void manyObjectsAreScannedAndDeleted() {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 1100; i++) {
            put("many/" + (10_000 + i), new byte[0]);
            keys.add(key("many/" + (10_000 + i)));
        }
        put("rest", new byte[0]);
        assertThat(names("many/")).hasSize(1100).isSorted();
        assertThat(bucket.snapshot(key("many/")).count()).isEqualTo(1100);
        bucket.delete(keys);
        assertThat(names("")).containsExactly("rest");
    }

    @Test
    void aCopyHasTheContent() {
        byte[] content = Contents.bytes(bufferBytes() + 1, 13);
        put("x", content);
        File copy = bucket.copyFrom(bucket, key("x"), key("folder/copy"));
        assertDescribes(copy, bucket.stat(key("folder/copy")));
        assertHolds("folder/copy", content);
        assertHolds("x", content);
        put("x", new byte[1]);
        assertHolds("folder/copy", content);
        otherBucketName().map(store::bucket).ifPresent(other -> {
            other.copyFrom(bucket, key("folder/copy"), key("elsewhere"));
            assertThat(read(other, key("elsewhere"))).isEqualTo(content);
        });
    }

    @Test
    void aTransferByUrlIsNeededUntilTheContentIsTheSame() {
        byte[] content = Contents.bytes(500, 14);
        put("x", content);
        String from = bucket.url(key("x"));
        String to = bucket.url(key("y"));
        assertThat(mux.needTransfer(to, from)).isTrue();
        put("y", Contents.bytes(500, 15));
        assertThat(mux.needTransfer(to, from)).isTrue();
        mux.transfer(to, from);
        assertHolds("y", content);
        if (bucket.stat(key("y")).contentHash().isPresent()) {
            assertThat(mux.needTransfer(to, from)).isFalse();
        }
        assertFails(ErrorKind.INVALID, () -> mux.transfer(bucket.url(key("folder/")), from));
        assertFails(ErrorKind.NOT_EXIST, () -> mux.needTransfer(to, bucket.url(key("absent"))));
    }

    @Test
    void readersSeeTheOldOrTheNewContent() throws Exception {
        byte[] a = new byte[1 << 18];
        byte[] b = new byte[1 << 18];
        Arrays.fill(b, (byte) 'b');
        put("x", a);
        Callable<?> reader = () -> {
            for (int i = 0; i < 30; i++) {
                byte[] seen = read("x");
                assertThat(Arrays.equals(seen, a) || Arrays.equals(seen, b))
                        .as("the content is one of the two versions, whole")
                        .isTrue();
            }
            return true;
        };
        Callable<?> writer = () -> {
            for (int i = 0; i < 10; i++) {
                put("x", i % 2 == 0 ? b : a);
            }
            return true;
        };
        together(List.of(reader, reader, writer));
    }
}
