package io.weirflow.backend.s3;

import com.google.common.io.ByteStreams;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.repository.Streams;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the content of an upload part by part into memory, so that a part that has to be sent again is: a stream can be read only
 * once. Knows size and digest at the end. Not thread-safe.
 */
final class PartReader {
    private final InputStream in;
    private final long statedBytes;
    private final Object[] arguments;
    private final MessageDigest sha = sha256();
    private int ahead = -1;
    private int parts;
    private long readBytes;
    private boolean atEnd;
    private @Nullable Digest digest;

    /** Reads a stream whose size is stated, or negative. The arguments name what is uploaded in messages. */
    PartReader(InputStream in, long statedBytes, Object... arguments) {
        PartSizes.checkStorable(statedBytes, arguments);
        this.in = in;
        this.statedBytes = statedBytes;
        this.arguments = arguments.clone();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Returns the next part, which is empty if the content is, and learns whether it is the last one. */
    byte[] next() {
        parts++;
        int wanted = Math.toIntExact(PartSizes.of(statedBytes, parts));
        if (parts > PartSizes.MAX_PARTS) {
            throw WeirflowException.of(
                    ErrorKind.INVALID,
                    "put",
                    "the content does not end after " + readBytes + " bytes, more than S3 can store in parts: state its"
                            + " size beforehand",
                    arguments);
        }
        try {
            byte[] part = read(wanted);
            sha.update(part);
            readBytes += part.length;
            ahead = in.read();
            atEnd = ahead < 0;
            return part;
        } catch (IOException e) {
            throw Streams.failure(e, "put", arguments);
        }
    }

    private byte[] read(int wanted) throws IOException {
        if (statedBytes >= 0) { // then the array need not grow
            byte[] part = new byte[(int) Math.min(wanted, Math.max(statedBytes - readBytes, ahead < 0 ? 0 : 1))];
            int begin = takeAhead(part);
            int count = begin + ByteStreams.read(in, part, begin, part.length - begin);
            return count == part.length ? part : Arrays.copyOf(part, count);
        }
        if (ahead < 0) {
            return in.readNBytes(wanted);
        }
        byte[] rest = new byte[wanted];
        int begin = takeAhead(rest);
        int count = begin + ByteStreams.read(in, rest, begin, wanted - begin);
        return count == wanted ? rest : Arrays.copyOf(rest, count);
    }

    private int takeAhead(byte[] part) {
        if (ahead < 0) {
            return 0;
        }
        part[0] = (byte) ahead;
        ahead = -1;
        return 1;
    }

    /** Tells whether the last part was the last one. */
    boolean atEnd() {
        return atEnd;
    }

    /** Tells whether there are more bytes than were stated, or must be fewer: then there is no use in going on. */
    boolean isLongerThanStated() {
        return statedBytes >= 0 && readBytes >= statedBytes && !atEnd;
    }

    long readBytes() {
        return readBytes;
    }

    /**
     * Returns the digest of what was read to the end; may be called again.
     *
     * @throws WeirflowException of kind INTEGRITY if size or digest are not as stated
     */
    Digest finish(Optional<Digest> expected) {
        if (statedBytes >= 0 && (readBytes != statedBytes || !atEnd)) {
            throw wrong("expected " + statedBytes + " bytes, found " + (atEnd ? "" : "more than ") + readBytes);
        }
        Digest found = digest == null ? Digest.fromBytes(sha.digest()) : digest; // to ask for it resets the hash
        digest = found;
        if (expected.isPresent() && !expected.get().equals(found)) {
            throw wrong("expected content " + expected.get() + ", found " + found + " (" + readBytes + " bytes)");
        }
        return found;
    }

    private WeirflowException wrong(String message) {
        return WeirflowException.of(ErrorKind.INTEGRITY, "put", message + "; nothing was stored", arguments);
    }
}
