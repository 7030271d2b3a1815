package io.weirflow.digest;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A SHA-256 digest: the name of content. Immutable and thread-safe; equal digests are equal values, ordered as
 * unsigned bytes.
 *
 * <p>The text form is {@code sha256:} followed by 64 lower-case hexadecimal digits, the binary form that enters other
 * digests is the two bytes {@code 00 05} (Reflow's number for SHA-256) followed by the 32 bytes. Absence of a digest is
 * never a special digest: APIs use {@code Optional} or {@code @Nullable}.
 */
public final class Digest implements Comparable<Digest> {
    /** The number of bytes of a digest. */
    public static final int SIZE_BYTES = 32;

    /** The number of characters of the text form, all of them ASCII. */
    public static final int TEXT_SIZE = 7 + 2 * SIZE_BYTES;

    /** The number of bytes of the binary form: two bytes that name the hash function, then the digest. */
    public static final int BINARY_SIZE_BYTES = SIZE_BYTES + 2;

    private static final String PREFIX = "sha256:";
    private static final byte[] PREFIX_BYTES = PREFIX.getBytes(StandardCharsets.US_ASCII);
    private static final HexFormat HEX = HexFormat.of();
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final long w0;
    private final long w1;
    private final long w2;
    private final long w3;

    private Digest(byte[] bytes, int offset) {
        w0 = (long) LONGS.get(bytes, offset);
        w1 = (long) LONGS.get(bytes, offset + 8);
        w2 = (long) LONGS.get(bytes, offset + 16);
        w3 = (long) LONGS.get(bytes, offset + 24);
    }

    /** Returns the digest of some bytes. */
    public static Digest of(byte[] content) {
        return Digester.digest(content, 0, content.length);
    }

    /** Returns the digest of a text's UTF-8 bytes. */
    public static Digest of(String content) {
        return of(content.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns the digest whose 32 bytes are given.
     *
     * @throws WeirflowException of kind INVALID if there are not exactly 32 bytes
     */
    public static Digest fromBytes(byte[] bytes) {
        if (bytes.length != SIZE_BYTES) {
            throw invalid("expected 32 bytes, found " + bytes.length, HEX.formatHex(bytes));
        }
        return new Digest(bytes, 0);
    }

    /** Returns the digest whose 32 bytes start at an offset. */
    public static Digest fromBytes(byte[] bytes, int offset) {
        return new Digest(bytes, offset);
    }

    /**
     * Returns the digest that a text names: {@code sha256:} and exactly 64 hexadecimal digits, of either case.
     *
     * @throws WeirflowException of kind INVALID that quotes the text
     */
    public static Digest parse(String text) {
        if (!text.startsWith(PREFIX)) {
            throw invalid("expected sha256: followed by 64 hexadecimal digits", text);
        }
        return parseHex(text.substring(PREFIX.length()));
    }

    /**
     * Returns the digest whose 64 hexadecimal digits are given, without a prefix.
     *
     * @throws WeirflowException of kind INVALID that quotes the text
     */
    public static Digest parseHex(String hex) {
        if (hex.length() != 2 * SIZE_BYTES) {
            throw invalid("expected 64 hexadecimal digits, found " + hex.length() + " characters", hex);
        }
        byte[] bytes = new byte[SIZE_BYTES];
        int bad = 0;
        for (int i = 0; i < SIZE_BYTES; i++) {
            int value = HexDigits.value(hex.charAt(2 * i)) << 4 | HexDigits.value(hex.charAt(2 * i + 1));
            bad |= value;
            bytes[i] = (byte) value;
        }
        if (bad < 0) {
            throw invalid("expected hexadecimal digits only", hex);
        }
        return new Digest(bytes, 0);
    }

    /**
     * Returns the digest that the {@value #TEXT_SIZE} ASCII bytes at an offset name, as {@link #parse} does.
     *
     * @throws WeirflowException of kind INVALID that quotes the bytes
     */
    public static Digest parse(byte[] text, int offset) {
        boolean valid = text.length - offset >= TEXT_SIZE
                && Arrays.equals(text, offset, offset + PREFIX_BYTES.length, PREFIX_BYTES, 0, PREFIX_BYTES.length);
        int bad = valid ? 0 : -1;
        byte[] bytes = new byte[SIZE_BYTES];
        for (int i = 0, at = offset + PREFIX_BYTES.length; i < SIZE_BYTES && valid; i++, at += 2) {
            int value = HexDigits.value(text[at]) << 4 | HexDigits.value(text[at + 1]);
            bad |= value;
            bytes[i] = (byte) value;
        }
        if (bad < 0) {
            int end = Math.min(text.length, offset + TEXT_SIZE);
            throw invalid(
                    "expected sha256: followed by 64 hexadecimal digits",
                    new String(text, offset, end - offset, StandardCharsets.ISO_8859_1));
        }
        return new Digest(bytes, 0);
    }

    private static WeirflowException invalid(String message, String text) {
        String shown = text.length() <= 100 ? text : text.substring(0, 100) + "...";
        return WeirflowException.of(ErrorKind.INVALID, "digest", message, '"' + shown + '"');
    }

    /** Returns the 32 bytes. */
    public byte[] toBytes() {
        byte[] bytes = new byte[SIZE_BYTES];
        putBytes(bytes, 0);
        return bytes;
    }

    /** Writes the 32 bytes into an array. */
    public void putBytes(byte[] target, int offset) {
        LONGS.set(target, offset, w0);
        LONGS.set(target, offset + 8, w1);
        LONGS.set(target, offset + 16, w2);
        LONGS.set(target, offset + 24, w3);
    }

    /** Writes the 34 bytes of the binary form into an array. */
    public void putBinary(byte[] target, int offset) {
        target[offset] = 0;
        target[offset + 1] = 5;
        putBytes(target, offset + 2);
    }

    /** Writes the {@value #TEXT_SIZE} bytes of the text form into an array. */
    public void putText(byte[] target, int offset) {
        System.arraycopy(PREFIX_BYTES, 0, target, offset, PREFIX_BYTES.length);
        int at = offset + PREFIX_BYTES.length;
        HexDigits.put(w0, target, at);
        HexDigits.put(w1, target, at + 16);
        HexDigits.put(w2, target, at + 32);
        HexDigits.put(w3, target, at + 48);
    }

    /** Returns the 64 lower-case hexadecimal digits. */
    public String hex() {
        return toString().substring(PREFIX.length());
    }

    /** Returns the first eight hexadecimal digits, for people. */
    public String abbreviated() {
        return HEX.toHexDigits((int) (w0 >>> 32));
    }

    /** Returns the first 64 bits, well distributed: for sharding, sampling and Bloom filters. */
    public long firstWord() {
        return w0;
    }

    @Override
    public int compareTo(Digest other) {
        if (w0 != other.w0) {
            return Long.compareUnsigned(w0, other.w0);
        }
        if (w1 != other.w1) {
            return Long.compareUnsigned(w1, other.w1);
        }
        return w2 != other.w2 ? Long.compareUnsigned(w2, other.w2) : Long.compareUnsigned(w3, other.w3);
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof Digest other && w0 == other.w0 && w1 == other.w1 && w2 == other.w2 && w3 == other.w3;
    }

    @Override
    public int hashCode() {
        return (int) (w0 ^ (w0 >>> 32));
    }

    /** Returns the text form, {@code sha256:…}. */
    @Override
    @SuppressWarnings("deprecation") // the constructor from bytes of Latin-1 alone copies once
    public String toString() {
        byte[] text = new byte[TEXT_SIZE];
        putText(text, 0);
        return new String(text, 0);
    }
}
