package io.weirflow.store;

import com.google.common.base.Utf8;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Utf8Order;
import io.weirflow.base.WeirflowException;

/**
 * The name of a record. Keys are ordered by partition, then by sort key, each by its UTF-8 bytes.
 *
 * @param partition the group within which records can be scanned: 1 to 2,048 bytes in UTF-8, no control characters
 * @param sort the name within the partition: 1 to 1,024 bytes in UTF-8, no control characters
 */
public record StateKey(String partition, String sort) implements Comparable<StateKey> {
    private static final int NUMBER_DIGITS = 19;

    /**
     * Checks the limits.
     *
     * @throws WeirflowException of kind INVALID that says which limit is exceeded
     */
    public StateKey {
        KeyText.checkPartition(partition);
        KeyText.checkSort(sort);
    }

    /**
     * Returns a number as it is written in keys, so that they sort by it: 19 decimal digits.
     *
     * @throws WeirflowException of kind INVALID if it is negative
     */
    public static String number(long number) {
        if (number < 0) {
            throw WeirflowException.of(ErrorKind.INVALID, "key", "numbers in keys are not negative", number);
        }
        String digits = Long.toString(number);
        return "0".repeat(NUMBER_DIGITS - digits.length()) + digits;
    }

    /** Returns the length of both parts together in bytes of UTF-8. */
    public int bytes() {
        return Utf8.encodedLength(partition) + Utf8.encodedLength(sort);
    }

    @Override
    public int compareTo(StateKey other) {
        int order = Utf8Order.INSTANCE.compare(partition, other.partition);
        return order != 0 ? order : Utf8Order.INSTANCE.compare(sort, other.sort);
    }

    /** Returns both parts quoted, shortened where they are long. */
    @Override
    public String toString() {
        return KeyText.shown(partition) + " " + KeyText.shown(sort);
    }
}
