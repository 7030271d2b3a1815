package io.weirflow.store.lease;

import io.weirflow.store.StateDecoder;
import io.weirflow.store.StateEncoder;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateValue;

/**
 * What the record of a lease says.
 *
 * @param token the token of the current or else the last holder
 * @param session the holder's session; empty if the lease is free
 */
record LeaseRecord(long token, String session) {
    private static final String FORMAT = "weirflow-lease";
    private static final int VERSION = 1;

    static LeaseRecord free(long token) {
        return new LeaseRecord(token, "");
    }

    static LeaseRecord read(StateRecord record) {
        StateDecoder fields = new StateDecoder(record, FORMAT, VERSION);
        return new LeaseRecord(fields.number(), fields.text());
    }

    boolean isFree() {
        return session.isEmpty();
    }

    StateValue value() {
        return new StateEncoder(FORMAT, VERSION).number(token).text(session).value();
    }
}
