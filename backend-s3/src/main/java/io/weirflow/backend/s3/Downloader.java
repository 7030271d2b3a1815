package io.weirflow.backend.s3;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.repository.Streams;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Downloads objects to files: small ones in one request, the rest of large ones in ranges of the same version, some at a time.
 * What arrives is hashed while other ranges are under way. Buffers are {@value #BUFFER_BYTES} bytes for each range.
 */
final class Downloader {
    static final long RANGE_BYTES = 8 * PartSizes.MIB;
    private static final int BUFFER_BYTES = 1 << 17;

    private final S3Calls calls;
    private final ObjectReader reader;

    Downloader(S3Calls calls) {
        this.calls = calls;
        this.reader = new ObjectReader(calls);
    }

    /** A stretch of the file that was written. */
    private record Range(long begin, long end) {}

    /**
     * Writes an object to a new or emptied file and returns the digest of what it wrote. On failure the file is incomplete.
     *
     * @param etag if present, the object must have this ETag
     */
    Digest download(ObjectId id, Optional<String> etag, Path target) {
        try (FileChannel file = FileChannel.open(
                target,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            return download(id, etag, file);
        } catch (IOException e) {
            throw Streams.failure(e, "download", id, target);
        }
    }

    private Digest download(ObjectId id, Optional<String> etag, FileChannel file) throws IOException {
        MessageDigest sha = PartReader.sha256();
        ObjectStream first;
        try {
            first = reader.open(id, etag, 0, RANGE_BYTES);
        } catch (WeirflowException e) {
            if (e.is(ErrorKind.INVALID)) { // an empty object has no first byte
                return whole(id, etag, file, sha);
            }
            throw e;
        }
        try (first) {
            ContentRange range = first.range();
            copy(first, file, 0);
            hash(file, new Range(0, range.end()), sha);
            if (range.end() < range.totalBytes()) {
                rest(id, first.etag(), file, range, sha);
            }
        }
        return Digest.fromBytes(sha.digest());
    }

    private Digest whole(ObjectId id, Optional<String> etag, FileChannel file, MessageDigest sha) throws IOException {
        try (ObjectStream in = reader.open(id, etag)) {
            copy(in, file, 0);
        }
        hash(file, new Range(0, file.size()), sha);
        return Digest.fromBytes(sha.digest());
    }

    private void rest(ObjectId id, String etag, FileChannel file, ContentRange first, MessageDigest sha) {
        try (Window<Range> window = new Window<>(calls.parts(), range -> {
            try {
                hash(file, range, sha);
            } catch (IOException e) {
                throw Streams.failure(e, "download", id);
            }
        })) {
            for (long at = first.end(); at < first.totalBytes(); at += RANGE_BYTES) {
                Range range = new Range(at, Math.min(at + RANGE_BYTES, first.totalBytes()));
                window.submit(() -> fetch(id, etag, file, range));
            }
            window.finish();
        }
    }

    private Range fetch(ObjectId id, String etag, FileChannel file, Range range) {
        try (ObjectStream in = reader.open(id, Optional.of(etag), range.begin(), range.end())) {
            long count = copy(in, file, range.begin());
            if (count != range.end() - range.begin()) {
                throw WeirflowException.of(
                        ErrorKind.INTEGRITY,
                        "download",
                        "asked for bytes " + range.begin() + " to " + range.end() + ", found " + count,
                        id);
            }
            return range;
        } catch (IOException e) {
            throw Streams.failure(e, "download", id);
        }
    }

    private static long copy(ObjectStream in, FileChannel file, long position) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long at = position;
        for (int count = in.read(buffer, 0, buffer.length); count >= 0; count = in.read(buffer, 0, buffer.length)) {
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
            while (bytes.hasRemaining()) {
                at += file.write(bytes, at);
            }
        }
        return at - position;
    }

    private static void hash(FileChannel file, Range range, MessageDigest sha) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        for (long at = range.begin(); at < range.end(); ) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), range.end() - at));
            int count = file.read(buffer, at);
            if (count < 0) {
                throw new IOException("the file was cut off while it was written");
            }
            sha.update(buffer.flip());
            at += count;
        }
    }
}
