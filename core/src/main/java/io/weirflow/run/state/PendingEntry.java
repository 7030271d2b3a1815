package io.weirflow.run.state;

import io.weirflow.run.graph.Conclusion;
import io.weirflow.store.StateRecord;
import java.util.Optional;

/** An outbox entry that is being dealt with. Not thread-safe. */
final class PendingEntry {
    private final OutboxEntry entry;
    private Optional<StateRecord> stored;
    private int cursor;
    private boolean done;

    private PendingEntry(OutboxEntry entry, Optional<StateRecord> stored) {
        this.entry = entry;
        this.stored = stored;
        this.cursor = entry.cursor();
    }

    static PendingEntry stored(StateRecord record) {
        return new PendingEntry(OutboxEntry.read(record), Optional.of(record));
    }

    /** Returns an entry of a node that is completed in the commit that is being made. */
    static PendingEntry created(int place, Conclusion conclusion) {
        return new PendingEntry(OutboxEntry.node(place, conclusion, 0), Optional.empty());
    }

    boolean isStart() {
        return entry.kind() == OutboxEntry.Kind.START;
    }

    boolean isCancel() {
        return entry.kind() == OutboxEntry.Kind.CANCEL;
    }

    boolean isNode() {
        return entry.kind() == OutboxEntry.Kind.NODE;
    }

    int place() {
        return entry.place();
    }

    Conclusion conclusion() {
        return entry.conclusion();
    }

    int cursor() {
        return cursor;
    }

    void advance() {
        cursor++;
    }

    /** Returns the entry as it is to be stored. */
    OutboxEntry current() {
        return entry.at(cursor);
    }

    Optional<StateRecord> stored() {
        return stored;
    }

    void setStored(StateRecord record) {
        stored = Optional.of(record);
    }

    boolean isDone() {
        return done;
    }

    void setDone() {
        done = true;
    }
}
