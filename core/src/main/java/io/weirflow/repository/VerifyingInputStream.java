package io.weirflow.repository;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * Passes a stream through and checks at its end that the bytes had the digest they were asked for by. Where they had
 * not, the end is never reported: an {@link IOException} is thrown in its place, each time.
 *
 * <p>Where the size is known beforehand, the last bytes are given out only once the whole was verified, so that even a reader
 * who counts, and never asks for the end, gets right bytes or an exception.
 *
 * <p>Not thread-safe. Neither {@code mark} nor {@code skip} without reading is supported.
 */
public final class VerifyingInputStream extends FilterInputStream {
    private static final int SKIP_BYTES = 8192;

    private final Digest expected;
    private final long expectedBytes;
    private final MessageDigest sha;
    private long readBytes;
    private boolean verified;
    private @Nullable WeirflowException failure;

    /** Wraps a stream of the content that a digest names, whose size is not known; closing this closes it. */
    public VerifyingInputStream(InputStream in, Digest expected) {
        this(in, expected, -1);
    }

    /**
     * Wraps a stream of the content that a digest names; closing this closes it.
     *
     * @param expectedBytes how many bytes the stored content has; negative if that is not known
     */
    public VerifyingInputStream(InputStream in, Digest expected, long expectedBytes) {
        super(in);
        this.expected = expected;
        this.expectedBytes = expectedBytes;
        try {
            this.sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int count = read(one, 0, 1);
        return count < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (failure != null) {
            throw new IOException(failure);
        }
        int count = in.read(buffer, offset, length);
        if (count > 0) {
            readBytes += count;
            if (verified) {
                throw wrong("the stored content is longer than " + expectedBytes + " bytes");
            }
            sha.update(buffer, offset, count);
        }
        if (!verified && (count < 0 || readBytes == expectedBytes)) {
            verify();
        }
        return count;
    }

    private void verify() throws IOException {
        Digest actual = Digest.fromBytes(sha.digest());
        if (!actual.equals(expected)) {
            throw wrong("the stored content has the digest " + actual + " (" + readBytes
                    + " bytes): it was damaged or cut off");
        }
        verified = true;
    }

    private IOException wrong(String message) {
        failure = WeirflowException.of(ErrorKind.INTEGRITY, "read", message, expected);
        return new IOException(failure);
    }

    @Override
    public long skip(long count) throws IOException {
        byte[] buffer = new byte[(int) Math.min(Math.max(count, 0), SKIP_BYTES)];
        long skipped = 0;
        while (skipped < count) {
            int read = read(buffer, 0, (int) Math.min(buffer.length, count - skipped));
            if (read < 0) {
                break;
            }
            skipped += read;
        }
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
