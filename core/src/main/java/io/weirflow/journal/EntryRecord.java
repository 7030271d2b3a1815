package io.weirflow.journal;

import io.weirflow.store.CommitId;
import io.weirflow.store.StateDecoder;
import io.weirflow.store.StateEncoder;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The value of an entry's record. The entry's identity is the record's version, since entries are written once.
 *
 * @param deleted whether it says that the history was deleted; then there are no events
 * @param parent the identity of the entry before
 * @param millis when it was appended, in milliseconds of the epoch
 * @param events what happened
 */
record EntryRecord(boolean deleted, CommitId parent, long millis, List<Event> events) {
    private static final String FORMAT = "weirflow-journal-entry";
    private static final int VERSION = 1;
    private static final String EVENTS = "events";
    private static final String DELETED = "deleted";

    static EntryRecord read(StateRecord record) {
        StateDecoder fields = new StateDecoder(record, FORMAT, VERSION);
        boolean deleted = fields.text().equals(DELETED);
        CommitId parent = CommitId.parse(fields.text());
        long millis = fields.number();
        long count = fields.number();
        List<Event> events = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            events.add(new Event(fields.text(), StateValue.wrap(fields.bytes())));
        }
        return new EntryRecord(deleted, parent, millis, events);
    }

    StateValue value() {
        StateEncoder fields = new StateEncoder(FORMAT, VERSION)
                .text(deleted ? DELETED : EVENTS)
                .text(parent.toString())
                .number(millis)
                .number(events.size());
        for (Event event : events) {
            fields.text(event.type()).bytes(event.body().bytes());
        }
        return fields.value();
    }

    JournalEntry entry(Version version) {
        return new JournalEntry(version, Instant.ofEpochMilli(millis), events);
    }
}
