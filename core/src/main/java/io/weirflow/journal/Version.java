package io.weirflow.journal;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.store.CommitId;

/**
 * A point in a history: after the entry of a number, which had this identity. It is what an append expects, and where a reader
 * goes on. Versions of one history are ordered by their numbers alone. A history that was deleted and begun again never has a
 * version of the old one.
 *
 * @param number the number of the last entry, from 1; 0 before the first
 * @param id the identity of the last entry
 */
public record Version(long number, CommitId id) {
    /** Before the first entry: the version of a history that does not exist. */
    public static final Version EPOCH = new Version(0, new CommitId(0, 0));

    /**
     * Checks the number.
     *
     * @throws WeirflowException of kind INVALID if it is negative
     */
    public Version {
        if (number < 0) {
            throw WeirflowException.of(ErrorKind.INVALID, "version", "the number of an entry is not negative", number);
        }
    }

    /**
     * Returns the version that a text names, as {@link #toString} writes it.
     *
     * @throws WeirflowException of kind INVALID that quotes the text
     */
    public static Version parse(String text) {
        if (text.equals("0")) {
            return EPOCH;
        }
        int dash = text.indexOf('-');
        if (dash < 1 || !text.substring(0, dash).chars().allMatch(c -> c >= '0' && c <= '9') || dash > 18) {
            throw WeirflowException.of(
                    ErrorKind.INVALID, "version", "expected a number, a dash and 32 digits", '"' + text + '"');
        }
        return new Version(Long.parseLong(text.substring(0, dash)), CommitId.parse(text.substring(dash + 1)));
    }

    /** Tells whether this is before the first entry. */
    public boolean isEpoch() {
        return number == 0;
    }

    /** Returns the number, a dash and the identity; {@code 0} for the epoch. */
    @Override
    public String toString() {
        return isEpoch() ? "0" : number + "-" + id;
    }
}
