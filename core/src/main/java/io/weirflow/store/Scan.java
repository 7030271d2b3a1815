package io.weirflow.store;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Utf8Order;
import io.weirflow.base.WeirflowException;
import java.util.Optional;

/**
 * A range of a partition, a direction and a limit. The range is from a lower bound, which is part of it unless it is excluded,
 * up to an upper bound, which is not part of it.
 *
 * @param partition the partition
 * @param lower the lower bound; the empty text for the start of the partition
 * @param lowerExcluded whether a record at the lower bound itself is left out
 * @param upper the upper bound; empty for the end of the partition
 * @param descending whether the records come from the upper end
 * @param limit the largest number of records in a page, 1 to 1,000
 */
public record Scan(
        String partition, String lower, boolean lowerExcluded, Optional<String> upper, boolean descending, int limit) {
    private static final int DEFAULT_LIMIT = 100;

    /**
     * Checks the limits.
     *
     * @throws WeirflowException of kind INVALID that says which limit is exceeded
     */
    public Scan {
        KeyText.checkPartition(partition);
        if (!lower.isEmpty()) {
            KeyText.checkSort(lower);
        }
        upper.ifPresent(KeyText::checkSort);
        if (limit < 1 || limit > StateStore.MAX_SCAN) {
            throw WeirflowException.of(
                    ErrorKind.INVALID, "scan", "the limit of a scan is 1 to " + StateStore.MAX_SCAN, limit);
        }
    }

    /** Returns the scan of a whole partition, ascending, in pages of at most 100 records. */
    public static Scan of(String partition) {
        return new Scan(partition, "", false, Optional.empty(), false, DEFAULT_LIMIT);
    }

    /** Returns this scan narrowed to the records at or above a sort key. */
    public Scan from(String sort) {
        return new Scan(partition, sort, false, upper, descending, limit);
    }

    /** Returns this scan narrowed to the records above a sort key. */
    public Scan after(String sort) {
        return new Scan(partition, sort, true, upper, descending, limit);
    }

    /** Returns this scan narrowed to the records below a sort key. */
    public Scan before(String sort) {
        return new Scan(partition, lower, lowerExcluded, Optional.of(sort), descending, limit);
    }

    /** Returns this scan narrowed to the records whose sort key starts with a text, which is not empty. */
    public Scan prefix(String prefix) {
        return new Scan(partition, prefix, false, afterPrefix(prefix), descending, limit);
    }

    /** Returns this scan from the upper end. */
    public Scan reversed() {
        return new Scan(partition, lower, lowerExcluded, upper, !descending, limit);
    }

    /** Returns this scan with another limit. */
    public Scan limit(int newLimit) {
        return new Scan(partition, lower, lowerExcluded, upper, descending, newLimit);
    }

    /** Returns what is left of this scan behind a record that it has returned. */
    public Scan behind(StateRecord last) {
        String sort = last.key().sort();
        return descending ? before(sort) : after(sort);
    }

    /** Tells whether a sort key is in the range. For implementers. */
    public boolean contains(String sort) {
        int order = Utf8Order.INSTANCE.compare(sort, lower);
        return (lowerExcluded ? order > 0 : order >= 0)
                && (upper.isEmpty() || Utf8Order.INSTANCE.compare(sort, upper.get()) < 0);
    }

    /** Returns the least text above all that start with a prefix: its last code point raised by one, where that exists. */
    private static Optional<String> afterPrefix(String prefix) {
        int end = prefix.length();
        while (end > 0) {
            int last = prefix.codePointBefore(end);
            end -= Character.charCount(last);
            if (last < Character.MAX_CODE_POINT) {
                return Optional.of(prefix.substring(0, end) + Character.toString(nextAllowed(last)));
            }
        }
        return Optional.empty();
    }

    /** Skips what keys cannot contain: the controls from U+007F and the surrogates. */
    private static int nextAllowed(int codePoint) {
        int next = codePoint + 1;
        if (next == 0x7f) {
            return 0xa0;
        }
        return next == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : next;
    }
}
