package io.weirflow.journal;

import io.weirflow.store.Commit;
import io.weirflow.store.Commits;
import io.weirflow.store.Condition;
import io.weirflow.store.StateDecoder;
import io.weirflow.store.StateEncoder;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateValue;
import java.util.Optional;

/**
 * What all entries up to a version amount to.
 *
 * @param version the version
 * @param state the state, in a format of whoever reads the history
 */
public record StoredSnapshot(Version version, StateValue state) {
    private static final String FORMAT = "weirflow-journal-snapshot";
    private static final int VERSION = 1;

    static StoredSnapshot read(StateRecord record) {
        StateDecoder fields = new StateDecoder(record, FORMAT, VERSION);
        return new StoredSnapshot(Version.parse(fields.text()), StateValue.wrap(fields.bytes()));
    }

    /** Puts it in the place of an earlier one; returns false if the history has no such version, or a later snapshot. */
    boolean keep(Commits commits, HistoryKeys keys) {
        StateKey entry = keys.entry(version.number());
        return commits.execute("snapshot", () -> {
            Optional<StateRecord> current = commits.store().get(keys.snapshot());
            boolean later = current.map(StoredSnapshot::read)
                    .filter(found -> found.version().number() >= version.number())
                    .isPresent();
            boolean exists = !later
                    && commits.store()
                            .get(entry)
                            .filter(record -> record.version().equals(version.id()))
                            .isPresent();
            if (!exists) {
                return Commits.nothing(false);
            }
            Commit commit = Commit.builder()
                    .check(entry, Condition.at(version.id()))
                    .put(keys.snapshot(), value(), Condition.unchanged(current))
                    .build();
            return Commits.commit(commit, true);
        });
    }

    StateValue value() {
        return new StateEncoder(FORMAT, VERSION)
                .text(version.toString())
                .bytes(state.bytes())
                .value();
    }
}
