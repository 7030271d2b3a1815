package io.weirflow.journal;

import com.google.common.base.Utf8;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import java.time.Instant;

/**
 * The records of one history, all in one partition: {@code entry/NUMBER} for each entry; {@code snapshot} and {@code start}, if
 * there are such, behind them, so that a scan from the upper end meets them first.
 */
record HistoryKeys(String partition) {
    static final String ENTRY = "entry/";
    private static final int MAX_NAME_BYTES = 512;

    static HistoryKeys of(String namespace, String history) {
        int bytes = Utf8.encodedLength(history);
        if (bytes == 0 || bytes > MAX_NAME_BYTES) {
            throw WeirflowException.of(
                    ErrorKind.INVALID,
                    "history",
                    "its name has 1 to " + MAX_NAME_BYTES + " bytes in UTF-8, found " + bytes);
        }
        HistoryKeys keys = new HistoryKeys(namespace + "/journal/" + history);
        keys.start(); // checks the rest
        return keys;
    }

    static long number(StateRecord entry) {
        return Long.parseLong(entry.key().sort().substring(ENTRY.length()));
    }

    static Version version(StateRecord entry) {
        return new Version(number(entry), entry.version());
    }

    /** Returns the partition in which the histories are listed that were deleted and are to be removed. */
    static String removals(String namespace) {
        return namespace + "/journal-removals";
    }

    /** Returns the key of an item in that list, which comes by its time. */
    static StateKey removal(String namespace, Instant deleted, String history) {
        return new StateKey(removals(namespace), StateKey.number(Math.max(0, deleted.toEpochMilli())) + "/" + history);
    }

    String sort(long number) {
        return ENTRY + StateKey.number(number);
    }

    StateKey entry(long number) {
        return new StateKey(partition, sort(number));
    }

    StateKey snapshot() {
        return new StateKey(partition, "snapshot");
    }

    StateKey start() {
        return new StateKey(partition, "start");
    }
}
