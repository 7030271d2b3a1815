package io.weirflow.cache;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;

/**
 * The first hexadecimal digits of a digest, as {@link Assoc#expand} takes them.
 *
 * @param hex 4 to 64 digits, lower case
 */
public record DigestPrefix(String hex) {
    private static final int MIN_DIGITS = 4;

    /** Checks the digits. */
    public DigestPrefix {
        boolean digits = hex.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
        if (!digits || hex.length() < MIN_DIGITS || hex.length() > 2 * Digest.SIZE_BYTES) {
            throw WeirflowException.of(
                    ErrorKind.INVALID, "expand", "expected 4 to 64 hexadecimal digits in lower case", '"' + hex + '"');
        }
    }

    /**
     * Returns the prefix that a text names.
     *
     * @throws WeirflowException of kind INVALID that quotes the text
     */
    public static DigestPrefix parse(String hex) {
        return new DigestPrefix(hex);
    }

    /** Returns the least digest that starts with these digits; for backends that search a range. */
    public Digest first() {
        return Digest.parseHex(hex + "0".repeat(2 * Digest.SIZE_BYTES - hex.length()));
    }

    /** Returns the greatest digest that starts with these digits. */
    public Digest last() {
        return Digest.parseHex(hex + "f".repeat(2 * Digest.SIZE_BYTES - hex.length()));
    }

    /** Tells whether a digest starts with these digits. */
    public boolean matches(Digest digest) {
        return digest.hex().startsWith(hex);
    }
}
