package io.weirflow.store;

import com.google.common.io.BaseEncoding;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The identity of a commit, and the version of each record that the commit wrote: 128 random bits. It has no order.
 *
 * @param high the first half
 * @param low the second half
 */
public record CommitId(long high, long low) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int DIGITS = 32;

    /** Returns an identity that no commit has had or will have. */
    public static CommitId random() {
        return new CommitId(RANDOM.nextLong(), RANDOM.nextLong());
    }

    /**
     * Returns the identity with the given text.
     *
     * @throws WeirflowException of kind INVALID if it is not 32 lower-case hexadecimal digits
     */
    public static CommitId parse(String text) {
        if (text.length() != DIGITS || !BaseEncoding.base16().lowerCase().canDecode(text)) {
            throw WeirflowException.of(
                    ErrorKind.INVALID, "commit id", "expected 32 lower-case hexadecimal digits", '"' + text + '"');
        }
        return new CommitId(
                HexFormat.fromHexDigitsToLong(text, 0, DIGITS / 2),
                HexFormat.fromHexDigitsToLong(text, DIGITS / 2, DIGITS));
    }

    /** Returns 32 lower-case hexadecimal digits. */
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }
}
