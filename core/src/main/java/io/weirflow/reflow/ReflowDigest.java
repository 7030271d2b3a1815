package io.weirflow.reflow;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.digest.Digester;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A digest as Reflow has it: of one of several hash functions, possibly abbreviated, that is with zeros for the bytes that
 * are not known, or {@link #ZERO}, which has no hash function and stands for an absent digest. Immutable and thread-safe.
 *
 * <p>{@link #ZERO} is not the same as a digest whose bytes are all zero. Where Reflow panics for it, this class throws.
 *
 * @see <a href="https://github.com/grailbio/base/tree/master/digest">Reflow's digest package</a>
 */
public final class ReflowDigest implements Comparable<ReflowDigest> {
    /** The absent digest. */
    public static final ReflowDigest ZERO = new ReflowDigest(null, new byte[0]);

    private static final String ZERO_TEXT = "<zero>";
    private static final int SHORT_BYTES = 4;

    private final @Nullable HashFunction function;
    private final byte[] bytes;

    private ReflowDigest(@Nullable HashFunction function, byte[] bytes) {
        this.function = function;
        this.bytes = bytes;
    }

    /** Returns a SHA-256 digest as Reflow has it. */
    public static ReflowDigest of(Digest digest) {
        return new ReflowDigest(HashFunction.SHA256, digest.toBytes());
    }

    /**
     * Returns the digest that a text names: the name of a hash function, a colon and hexadecimal digits, which may be fewer
     * than the function's; or the empty text or {@code <zero>} for {@link #ZERO}.
     *
     * @throws WeirflowException of kind INVALID for any other text, and unlike Reflow for more digits than the function's
     */
    public static ReflowDigest parse(String text) {
        if (isZeroText(text)) {
            return ZERO;
        }
        int colon = text.indexOf(':');
        if (colon < 0 || text.indexOf(':', colon + 1) >= 0) {
            throw invalid("expected the name of a hash function, a colon and hexadecimal digits", text);
        }
        HashFunction function = HashFunction.named(text.substring(0, colon))
                .orElseThrow(() -> invalid("unknown hash function (names are in lower case)", text));
        return ofHex(function, text.substring(colon + 1), text);
    }

    /**
     * Returns the SHA-256 digest that a text names. Unlike in {@link #parse} the name of the function may be left out, and
     * the empty text and {@code <zero>} stand for a digest of zero bytes.
     *
     * @throws WeirflowException of kind INVALID for any other text, also one of another hash function
     */
    public static ReflowDigest parseSha256(String text) {
        if (isZeroText(text)) {
            return new ReflowDigest(HashFunction.SHA256, new byte[HashFunction.SHA256.sizeBytes()]);
        }
        if (text.indexOf(':') < 0) {
            return ofHex(HashFunction.SHA256, text, text);
        }
        ReflowDigest digest = parse(text);
        if (digest.function != HashFunction.SHA256) {
            throw invalid("wrong hash function, expected sha256", text);
        }
        return digest;
    }

    private static boolean isZeroText(String text) {
        return text.isEmpty() || text.equals(ZERO_TEXT);
    }

    private static ReflowDigest ofHex(HashFunction function, String hex, String text) {
        if (!function.isAvailable()) {
            throw invalid("the hash function " + function.text() + " is not available", text);
        }
        if (hex.length() > 2 * function.sizeBytes()) {
            throw invalid("more than " + 2 * function.sizeBytes() + " hexadecimal digits", text);
        }
        try {
            return new ReflowDigest(function, Arrays.copyOf(HexFormat.of().parseHex(hex), function.sizeBytes()));
        } catch (IllegalArgumentException e) {
            throw WeirflowException.wrap(e, ErrorKind.INVALID, "digest", quoted(text));
        }
    }

    private static WeirflowException invalid(String message, String text) {
        return WeirflowException.of(ErrorKind.INVALID, "digest", message, quoted(text));
    }

    private static String quoted(String text) {
        return '"' + (text.length() <= 150 ? text : text.substring(0, 150) + "...") + '"';
    }

    /**
     * Returns the SHA-256 digest of the binary forms of digests.
     *
     * @throws WeirflowException of kind INVALID if one is {@link #ZERO}
     */
    public static ReflowDigest combine(List<ReflowDigest> digests) {
        Digester digester = new Digester();
        digests.forEach(digest -> digester.update(digest.toBinary()));
        return of(digester.finish());
    }

    /**
     * Returns this as a digest of Weirflow's, the absent bytes of an abbreviated one as zeros.
     *
     * @throws WeirflowException of kind INVALID for {@link #ZERO} and other hash functions
     */
    public Digest toDigest() {
        if (function != HashFunction.SHA256) {
            throw invalid("expected a sha256 digest", toString());
        }
        return Digest.fromBytes(bytes);
    }

    /** Tells whether this is {@link #ZERO}. */
    public boolean isZero() {
        return function == null;
    }

    /** Returns the name of the hash function, empty for {@link #ZERO}. */
    public String name() {
        return function == null ? "" : function.text();
    }

    /** Returns all hexadecimal digits in lower case. */
    public String hex() {
        return hex(function().sizeBytes());
    }

    /** Returns the hexadecimal digits of the first bytes. */
    public String hex(int byteCount) {
        if (byteCount > function().sizeBytes()) {
            throw invalid("a digest does not have " + byteCount + " bytes", toString());
        }
        return HexFormat.of().formatHex(bytes, 0, byteCount);
    }

    /** Returns the first eight hexadecimal digits. */
    public String abbreviated() {
        return hex(SHORT_BYTES);
    }

    /** Returns the name, a colon and the hexadecimal digits of the first bytes; {@code <zero>} for {@link #ZERO}. */
    public String shortText(int byteCount) {
        return function == null ? ZERO_TEXT : name() + ':' + hex(byteCount);
    }

    /** Tells whether all bytes after the fourth are zero. */
    public boolean isShort() {
        return prefixBytes() <= SHORT_BYTES;
    }

    /** Tells whether at most the first half of the bytes are not zero. */
    public boolean isAbbreviated() {
        return significantBytes() <= function().sizeBytes() / 2;
    }

    /** Returns the number of bytes up to the last that is not zero. */
    public int prefixBytes() {
        function();
        return significantBytes();
    }

    private int significantBytes() {
        int count = bytes.length;
        while (count > 0 && bytes[count - 1] == 0) {
            count--;
        }
        return count;
    }

    /** Tells whether the other's bytes, up to the last that is not zero, are the first of this. */
    public boolean expands(ReflowDigest other) {
        int prefix = other.prefixBytes();
        return prefix <= bytes.length && Arrays.equals(bytes, 0, prefix, other.bytes, 0, prefix);
    }

    /** Returns this with zeros from a byte on. */
    public ReflowDigest truncate(int byteCount) {
        if (byteCount > function().sizeBytes()) {
            throw invalid("a digest does not have " + byteCount + " bytes", toString());
        }
        return new ReflowDigest(function, Arrays.copyOf(Arrays.copyOf(bytes, byteCount), bytes.length));
    }

    /** Returns the bytes of both combined by exclusive or; the other if this is {@link #ZERO}. */
    public ReflowDigest mix(ReflowDigest other) {
        if (function == null) {
            return other;
        }
        requireSameFunction(other);
        byte[] mixed = bytes.clone();
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] ^= other.bytes[i];
        }
        return new ReflowDigest(function, mixed);
    }

    /** Returns the number of the hash function as two bytes, the higher first, and the bytes. */
    public byte[] toBinary() {
        byte[] binary = new byte[2 + bytes.length];
        binary[1] = (byte) function().number();
        System.arraycopy(bytes, 0, binary, 2, bytes.length);
        return binary;
    }

    /** Returns the JSON form, a string. */
    public String toJson() {
        return GoJson.quote(toString());
    }

    private HashFunction function() {
        if (function == null) {
            throw WeirflowException.of(
                    ErrorKind.INVALID, "digest", "the zero digest has neither a hash function nor bytes");
        }
        return function;
    }

    private void requireSameFunction(ReflowDigest other) {
        if (function != other.function) {
            throw invalid("cannot be combined or compared with one of another hash function, " + other, toString());
        }
    }

    /**
     * Compares the bytes, unsigned.
     *
     * @throws WeirflowException of kind INVALID if the hash functions differ
     */
    @Override
    public int compareTo(ReflowDigest other) {
        requireSameFunction(other);
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof ReflowDigest other && function == other.function && Arrays.equals(bytes, other.bytes);
    }

    @Override
    public int hashCode() {
        return Objects.hash(function, Arrays.hashCode(bytes));
    }

    /** Returns the name, a colon and all hexadecimal digits, or {@code <zero>}. */
    @Override
    public String toString() {
        return function == null ? ZERO_TEXT : name() + ':' + hex();
    }
}
