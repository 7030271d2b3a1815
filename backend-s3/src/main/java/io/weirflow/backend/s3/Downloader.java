package io.weirflow.backend.s3;

import com.google.common.io.ByteStreams;
import io.weirflow.backend.s3.Ranges.Range;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.repository.Streams;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Downloads an object to a file: a small one in one request, a large one in ranges of the same version. While one connection is
 * fast enough, ranges follow one another and are hashed as they arrive, as a small object is. Otherwise some are under way at a
 * time, and each is read back from the file, in order, while others arrive: a hash can only be taken from beginning to end, and
 * what waits for that waits in the file instead of in memory. Buffers are {@value #BUFFER_BYTES} bytes for each range under way,
 * and for the hash.
 */
final class Downloader {
    private static final int BUFFER_BYTES = 1 << 17;
    /** By how much the speed of a connection is judged first. */
    private static final long PROBE_BYTES = 2 * PartSizes.MIB;

    private final ObjectReader reader;
    private final int atATime;
    private final Pace pace;
    private final ObjectId id;
    private final Path target;
    private final MessageDigest sha = PartReader.sha256();

    Downloader(S3Calls calls, ObjectId id, Path target) {
        this.reader = new ObjectReader(calls);
        this.atATime = calls.parts();
        this.pace = calls.pace();
        this.id = id;
        this.target = target;
    }

    /**
     * Writes the object to a new or emptied file and returns the digest of what was written. May be called once. A failure leaves
     * the file incomplete, or as it was if there is no such object.
     *
     * @param etag if present, the object must have this ETag
     */
    Digest download(Optional<String> etag) {
        try (ObjectStream first = openFirst(etag);
                FileChannel file = FileChannel.open(
                        target,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            ContentRange told = first.range();
            if (told.end() < told.totalBytes()) {
                large(first, told, file);
            } else {
                copy(first, new Range(0, told.totalBytes()), file, Optional.of(sha));
            }
            return Digest.fromBytes(sha.digest());
        } catch (IOException e) {
            throw Streams.failure(e, "download", id, target);
        }
    }

    private ObjectStream openFirst(Optional<String> etag) {
        try {
            return reader.open(id, etag, 0, Ranges.FIRST_BYTES);
        } catch (WeirflowException e) {
            if (e.is(ErrorKind.INVALID)) { // an empty object has no first byte
                return reader.open(id, etag);
            }
            throw e;
        }
    }

    private void large(ObjectStream first, ContentRange told, FileChannel file) {
        Range probe = new Range(0, Math.min(PROBE_BYTES, told.end()));
        Range rest = new Range(probe.end(), told.end());
        long since = pace.now();
        copy(ByteStreams.limit(first, probe.end()), probe, file, Optional.of(sha));
        if (!pace.isFast(probe.end(), since)) {
            sideBySide(Optional.of(() -> copy(first, rest, file, Optional.empty())), told.end(), first, told, file);
            return;
        }
        copy(first, rest, file, Optional.of(sha));
        long at = told.end();
        boolean isFast = true;
        while (isFast && at < told.totalBytes()) {
            Range range = Ranges.next(at, told.totalBytes(), 1);
            since = pace.now();
            fetch(range, first.etag(), file, Optional.of(sha));
            isFast = pace.isFast(range.end() - at, since);
            at = range.end();
        }
        sideBySide(Optional.empty(), at, first, told, file);
    }

    /** Fetches all from a place on, some ranges at a time, beside what is under way already. */
    private void sideBySide(
            Optional<Callable<Range>> before, long begin, ObjectStream first, ContentRange told, FileChannel file) {
        try (Window<Range> window = new Window<>(atATime, range -> hash(range, file))) {
            before.ifPresent(window::submit);
            for (long at = begin; at < told.totalBytes(); ) {
                Range range = Ranges.next(at, told.totalBytes(), atATime);
                window.submit(() -> fetch(range, first.etag(), file, Optional.empty()));
                at = range.end();
            }
            window.finish();
        }
    }

    private Range fetch(Range range, String etag, FileChannel file, Optional<MessageDigest> inlineHash) {
        try (ObjectStream in = reader.open(id, Optional.of(etag), range.begin(), range.end())) {
            return copy(in, range, file, inlineHash);
        } catch (IOException e) {
            throw Streams.failure(e, "download", id, target);
        }
    }

    /** Writes what a reply brings to where it belongs. Its size is not checked if it is not known, which is negative. */
    private Range copy(InputStream in, Range range, FileChannel file, Optional<MessageDigest> inlineHash) {
        try {
            byte[] buffer = new byte[bufferBytes(range)];
            long at = range.begin();
            for (int count = in.read(buffer, 0, buffer.length); count >= 0; count = in.read(buffer, 0, buffer.length)) {
                if (inlineHash.isPresent()) {
                    inlineHash.get().update(buffer, 0, count);
                }
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
                while (bytes.hasRemaining()) {
                    at += file.write(bytes, at);
                }
            }
            if (range.end() >= 0 && at != range.end()) {
                throw wrongSize(range, at - range.begin());
            }
            return range;
        } catch (IOException e) {
            throw Streams.failure(e, "download", id, target);
        }
    }

    private WeirflowException wrongSize(Range range, long found) {
        return WeirflowException.of(
                ErrorKind.INTEGRITY,
                "download",
                "asked for bytes " + range.begin() + " to " + range.end() + ", found " + found,
                id,
                target);
    }

    private void hash(Range range, FileChannel file) {
        ByteBuffer buffer = ByteBuffer.allocate(bufferBytes(range));
        try {
            for (long at = range.begin(); at < range.end(); ) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), range.end() - at));
                int count = file.read(buffer, at);
                if (count < 0) {
                    throw new IOException("the file was cut off while it was written");
                }
                sha.update(buffer.flip());
                at += count;
            }
        } catch (IOException e) {
            throw Streams.failure(e, "download", id, target);
        }
    }

    private static int bufferBytes(Range range) {
        long length = range.end() - range.begin();
        return length > 0 && length < BUFFER_BYTES ? (int) length : BUFFER_BYTES;
    }
}
