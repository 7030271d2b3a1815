package io.weirflow.journal;

import io.weirflow.store.StateDecoder;
import io.weirflow.store.StateEncoder;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateValue;

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

    StateValue value() {
        return new StateEncoder(FORMAT, VERSION)
                .text(version.toString())
                .bytes(state.bytes())
                .value();
    }
}
