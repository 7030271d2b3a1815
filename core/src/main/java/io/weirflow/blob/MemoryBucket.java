package io.weirflow.blob;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Utf8Order;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.repository.Streams;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiConsumer;

/** A bucket of a {@link MemoryBlobStore}. ETags follow from the content, as those of S3 do. Thread-safe. */
public final class MemoryBucket implements Bucket {
    private final NavigableMap<String, Blob> objects = new ConcurrentSkipListMap<>(Utf8Order.INSTANCE);
    private final String location;
    private final Clock clock;
    private final Hashes hashes;

    /** Whether a bucket knows its objects' content hashes. */
    public enum Hashes {
        /** They are known for every object. */
        KEPT,
        /** They are not known: objects are told apart by size and ETag alone, as in a bucket that others fill. */
        UNKNOWN
    }

    private static final class Blob {
        final byte[] content;
        final File file;

        Blob(byte[] content, File file) {
            this.content = content;
            this.file = file;
        }
    }

    MemoryBucket(String location, Clock clock, Hashes hashes) {
        this.location = location;
        this.clock = clock;
        this.hashes = hashes;
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public File stat(String key) {
        return find(key).file;
    }

    @Override
    public void scan(String prefix, BiConsumer<String, File> action) {
        if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            Blob blob = objects.get(prefix);
            if (blob != null) {
                action.accept(prefix, blob.file);
            }
            return;
        }
        for (Map.Entry<String, Blob> entry : objects.tailMap(prefix, true).entrySet()) {
            if (!entry.getKey().startsWith(prefix)) {
                break;
            }
            action.accept(entry.getKey(), entry.getValue().file);
        }
    }

    @Override
    public InputStream open(String key, Optional<String> etag) {
        Blob blob = find(key);
        if (etag.isPresent() && !etag.get().equals(blob.file.etag())) {
            throw WeirflowException.of(
                    ErrorKind.PRECONDITION,
                    "open",
                    "the object changed: expected ETag " + etag.get() + ", found " + blob.file.etag(),
                    location + key);
        }
        return new ByteArrayInputStream(blob.content);
    }

    @Override
    public File put(String key, InputStream content, long sizeBytes, Optional<Digest> contentHash) {
        byte[] bytes;
        try {
            bytes = content.readAllBytes();
        } catch (IOException e) {
            throw Streams.failure(e, "put", location + key);
        }
        Digest digest = Digest.of(bytes);
        if (sizeBytes >= 0 && sizeBytes != bytes.length) {
            throw wrong(key, "expected " + sizeBytes + " bytes, found " + bytes.length);
        }
        if (contentHash.isPresent() && !contentHash.get().equals(digest)) {
            throw wrong(key, "expected content " + contentHash.get() + ", found " + digest);
        }
        File file = File.reference(location + key, '"' + digest.hex().substring(0, 32) + '"', bytes.length)
                .withLastModified(clock.instant());
        if (hashes == Hashes.KEPT) {
            file = file.withContentHash(digest);
        }
        objects.put(key, new Blob(bytes, file));
        return file;
    }

    /** Stores an object. */
    public File put(String key, byte[] content) {
        return put(key, new ByteArrayInputStream(content), content.length);
    }

    @Override
    public void delete(Collection<String> keys) {
        keys.forEach(objects::remove);
    }

    @Override
    public Fileset snapshot(String prefix) {
        if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            return Fileset.of(stat(prefix));
        }
        boolean[] exists = {prefix.isEmpty()};
        Map<String, File> files = new LinkedHashMap<>();
        scan(prefix, (key, file) -> {
            exists[0] = true;
            if (!key.endsWith("/")) {
                files.put(key.substring(prefix.length()), file);
            }
        });
        if (!exists[0]) {
            throw WeirflowException.of(ErrorKind.NOT_EXIST, "snapshot", "there is no such folder", location + prefix);
        }
        return Fileset.directory(files);
    }

    private Blob find(String key) {
        Blob blob = objects.get(key);
        if (blob == null) {
            throw WeirflowException.of(ErrorKind.NOT_EXIST, "stat", "there is no such object", location + key);
        }
        return blob;
    }

    private WeirflowException wrong(String key, String message) {
        return WeirflowException.of(ErrorKind.INTEGRITY, "put", message + "; nothing was stored", location + key);
    }
}
