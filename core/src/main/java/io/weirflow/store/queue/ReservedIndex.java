package io.weirflow.store.queue;

import io.weirflow.store.CommitId;
import io.weirflow.store.StateDecoder;
import io.weirflow.store.StateEncoder;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateValue;
import java.time.Duration;

/**
 * What the index record of a reserved message says, by which others judge whether the reservation has expired. Extending it writes
 * it again.
 *
 * @param reservation the id of the commit that made the reservation
 * @param session the session that holds it
 * @param visibility how long it lasts after this record was written
 */
record ReservedIndex(CommitId reservation, String session, Duration visibility) {
    private static final String FORMAT = "weirflow-reservation";
    private static final int VERSION = 1;

    static ReservedIndex read(StateRecord record) {
        StateDecoder fields = new StateDecoder(record, FORMAT, VERSION);
        return new ReservedIndex(CommitId.parse(fields.text()), fields.text(), Duration.ofNanos(fields.number()));
    }

    StateValue value() {
        return new StateEncoder(FORMAT, VERSION)
                .text(reservation.toString())
                .text(session)
                .number(visibility.toNanos())
                .value();
    }
}
