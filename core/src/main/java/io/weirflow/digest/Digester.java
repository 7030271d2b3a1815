package io.weirflow.digest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.Consumer;

/**
 * Computes SHA-256 digests incrementally. Not thread-safe; reusable: {@link #finish()} resets it.
 *
 * <p>Small pieces are gathered in a buffer first, since the cost of a short {@link MessageDigest#update(byte[])} exceeds
 * that of hashing the bytes.
 */
public final class Digester {
    private static final int BUFFER_BYTES = 1024;
    private static final ThreadLocal<Digester> OWN = ThreadLocal.withInitial(Digester::new);

    private final MessageDigest sha = sha256();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final byte[] result = new byte[Digest.SIZE_BYTES];
    private int used;
    private boolean busy;

    /** Returns the digest of a part of an array. */
    public static Digest digest(byte[] content, int offset, int length) {
        return compute(digester -> digester.update(content, offset, length));
    }

    /**
     * Returns the digest of what is added to the given digester, which is valid only during the call. Cheaper than a new
     * digester for small contents: the thread's own is used. Calls may be nested.
     */
    public static Digest compute(Consumer<? super Digester> content) {
        Digester own = OWN.get();
        Digester digester = own.busy ? new Digester() : own;
        digester.busy = true;
        try {
            content.accept(digester);
            return digester.finish();
        } finally {
            digester.reset();
        }
    }

    /** Adds bytes. */
    public Digester update(byte[] bytes) {
        return update(bytes, 0, bytes.length);
    }

    /** Adds a part of an array. */
    public Digester update(byte[] bytes, int offset, int length) {
        if (length > buffer.length - used) {
            drain();
            if (length >= buffer.length) {
                sha.update(bytes, offset, length);
                return this;
            }
        }
        System.arraycopy(bytes, offset, buffer, used, length);
        used += length;
        return this;
    }

    /** Adds one byte. */
    public Digester update(byte value) {
        room(1);
        buffer[used++] = value;
        return this;
    }

    /** Adds a text's UTF-8 bytes, without a length or a terminator. */
    public Digester updateUtf8(String text) {
        return isAscii(text) ? updateAscii(text) : update(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a text of ASCII characters alone. */
    @SuppressWarnings("deprecation") // String.getBytes(int, int, byte[], int) is exact and copies once for ASCII
    Digester updateAscii(String text) {
        int length = text.length();
        if (length > buffer.length) {
            return update(text.getBytes(StandardCharsets.US_ASCII));
        }
        room(length);
        text.getBytes(0, length, buffer, used);
        used += length;
        return this;
    }

    /** Adds a digest's 34 bytes of binary form. */
    public Digester update(Digest digest) {
        room(Digest.BINARY_SIZE_BYTES);
        digest.putBinary(buffer, used);
        used += Digest.BINARY_SIZE_BYTES;
        return this;
    }

    /** Adds a digest's 32 bytes alone. */
    Digester updateRaw(Digest digest) {
        room(Digest.SIZE_BYTES);
        digest.putBytes(buffer, used);
        used += Digest.SIZE_BYTES;
        return this;
    }

    /** Adds a number as eight bytes, the least significant first. */
    public Digester updateLongLittleEndian(long value) {
        room(Long.BYTES);
        for (int i = 0; i < Long.BYTES; i++) {
            buffer[used++] = (byte) (value >>> (8 * i));
        }
        return this;
    }

    /** Returns the digest of all that was added since the last call, and starts afresh. */
    public Digest finish() {
        drain();
        try {
            sha.digest(result, 0, result.length);
        } catch (java.security.DigestException e) {
            throw new IllegalStateException(e);
        }
        return Digest.fromBytes(result, 0);
    }

    private void reset() {
        used = 0;
        sha.reset();
        busy = false;
    }

    private void room(int length) {
        if (length > buffer.length - used) {
            drain();
        }
    }

    private void drain() {
        sha.update(buffer, 0, used);
        used = 0;
    }

    static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
