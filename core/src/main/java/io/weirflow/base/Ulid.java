package io.weirflow.base;

import java.security.SecureRandom;
import java.time.Clock;

/**
 * The identity of something that happens, such as an evaluation: 48 bits of time in milliseconds and 80 random bits,
 * written as 26 characters that sort by time.
 *
 * @param high time and the first 16 random bits
 * @param low the other random bits
 * @see <a href="https://github.com/ulid/spec">The ULID specification</a>
 */
public record Ulid(long high, long low) implements Comparable<Ulid> {
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LENGTH = 26;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Returns a new identity with the clock's time. */
    public static Ulid random(Clock clock) {
        return new Ulid(clock.millis() << 16 | RANDOM.nextInt(1 << 16), RANDOM.nextLong());
    }

    /**
     * Returns the identity that a text of 26 characters names, of either case.
     *
     * @throws WeirflowException of kind INVALID that quotes the text
     */
    public static Ulid parse(String text) {
        long high = 0;
        long low = 0;
        boolean valid = text.length() == LENGTH;
        for (int i = 0; valid && i < LENGTH; i++) {
            int digit = ALPHABET.indexOf(Character.toUpperCase(text.charAt(i)));
            valid = digit >= 0 && (i > 0 || digit < 8);
            high = high << 5 | low >>> 59;
            low = low << 5 | digit;
        }
        if (!valid) {
            throw WeirflowException.of(
                    ErrorKind.INVALID, "ulid", "expected 26 characters of Crockford's base 32", '"' + text + '"');
        }
        return new Ulid(high, low);
    }

    @Override
    public int compareTo(Ulid other) {
        int order = Long.compareUnsigned(high, other.high);
        return order != 0 ? order : Long.compareUnsigned(low, other.low);
    }

    /** Returns the 26 characters. */
    @Override
    public String toString() {
        char[] text = new char[LENGTH];
        long h = high;
        long l = low;
        for (int i = LENGTH - 1; i >= 0; i--) {
            text[i] = ALPHABET.charAt((int) (l & 31));
            l = l >>> 5 | h << 59;
            h >>>= 5;
        }
        return new String(text);
    }
}
