package io.weirflow.repository;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Passes a stream through and checks at its end that the bytes had the digest they were asked for by. Where they had
 * not, the end is never reported: an {@link IOException} is thrown in its place, each time.
 *
 * <p>Not thread-safe. Neither {@code mark} nor {@code skip} without reading is supported.
 */
public final class VerifyingInputStream extends FilterInputStream {
    private final Digest expected;
    private final MessageDigest sha;
    private long readBytes;
    private boolean verified;

    /** Wraps a stream of the content that a digest names; closing this closes it. */
    public VerifyingInputStream(InputStream in, Digest expected) {
        super(in);
        this.expected = expected;
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
        int count = in.read(buffer, offset, length);
        if (count > 0) {
            sha.update(buffer, offset, count);
            readBytes += count;
        } else if (count < 0) {
            verify();
        }
        return count;
    }

    private void verify() throws IOException {
        if (verified) {
            return;
        }
        Digest actual = Digest.fromBytes(sha.digest());
        if (!actual.equals(expected)) {
            in.close();
            throw new IOException(WeirflowException.of(
                    ErrorKind.INTEGRITY,
                    "read",
                    "the stored content has the digest " + actual + " (" + readBytes
                            + " bytes): it was damaged or cut off",
                    expected));
        }
        verified = true;
    }

    @Override
    public long skip(long count) throws IOException {
        byte[] buffer = new byte[(int) Math.min(Math.max(count, 0), 8192)];
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
