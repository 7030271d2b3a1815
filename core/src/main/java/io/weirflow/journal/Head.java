package io.weirflow.journal;

import io.weirflow.store.CommitId;
import io.weirflow.store.Condition;
import io.weirflow.store.Scan;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import io.weirflow.store.StateValue;
import io.weirflow.store.Write;
import java.util.List;

/**
 * The last entry of a history, on which the next one builds.
 *
 * @param last its version; the epoch if there is none
 * @param deleted whether it says that the history was deleted
 */
record Head(Version last, boolean deleted) {
    static final Head NONE = new Head(Version.EPOCH, false);

    static Head at(Version version) {
        return new Head(version, false);
    }

    /** Reads one record. */
    static Head of(StateStore store, HistoryKeys keys) {
        List<StateRecord> last = store.scan(Scan.of(keys.partition())
                        .prefix(HistoryKeys.ENTRY)
                        .reversed()
                        .limit(1))
                .records();
        return last.isEmpty() ? NONE : of(last.get(0));
    }

    static Head of(StateRecord entry) {
        return new Head(HistoryKeys.version(entry), EntryRecord.read(entry).deleted());
    }

    /** Returns the version of the history as its users see it. */
    Version version() {
        return deleted ? Version.EPOCH : last;
    }

    long next() {
        return last.number() + 1;
    }

    CommitId parent() {
        return last.id();
    }

    /**
     * Returns the writes that make a value the next entry. The first entry needs that there is no start, which there is as long as
     * anything of a history remains whose first entry was removed; each other one that the one before it stands.
     */
    List<Write> appending(HistoryKeys keys, StateValue value) {
        Write.Check check = last.isEpoch()
                ? new Write.Check(keys.start(), Condition.absent())
                : new Write.Check(keys.entry(last.number()), Condition.at(last.id()));
        return List.of(check, new Write.Put(keys.entry(next()), value, Condition.absent()));
    }
}
