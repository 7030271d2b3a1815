package io.weirflow.run.state;

import io.weirflow.run.graph.Conclusion;
import io.weirflow.store.StateDecoder;
import io.weirflow.store.StateEncoder;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateValue;

/**
 * What still has to take effect on others. It disappears in the commit in which the last of that is written.
 *
 * @param kind what it is
 * @param place the node that was completed; 0 for a run
 * @param conclusion how it ended
 * @param cursor how much of it has been done: the number of children, or of all nodes of a run, that have been dealt with
 */
record OutboxEntry(Kind kind, int place, Conclusion conclusion, int cursor) {
    /** What the sort key of an entry that starts a run ends with; sorts before numbers. */
    static final String START = "+start";

    /** What the sort key of an entry that cancels a run ends with; sorts before all others. */
    static final String CANCEL = "!cancel";

    private static final String FORMAT = "weirflow-run-outbox";
    private static final int VERSION = 1;

    enum Kind {
        START,
        CANCEL,
        NODE
    }

    static OutboxEntry start() {
        return new OutboxEntry(Kind.START, 0, Conclusion.SUCCESS, 0);
    }

    static OutboxEntry cancel() {
        return new OutboxEntry(Kind.CANCEL, 0, Conclusion.CANCELED, 0);
    }

    static OutboxEntry node(int place, Conclusion conclusion, int cursor) {
        return new OutboxEntry(Kind.NODE, place, conclusion, cursor);
    }

    static OutboxEntry read(StateRecord record) {
        StateDecoder fields = new StateDecoder(record, FORMAT, VERSION);
        Conclusion conclusion = Conclusion.of(fields.text());
        int cursor = (int) fields.number();
        String sort = record.key().sort();
        String name = sort.substring(sort.indexOf('/') + 1);
        return switch (name) {
            case START -> new OutboxEntry(Kind.START, 0, conclusion, cursor);
            case CANCEL -> new OutboxEntry(Kind.CANCEL, 0, conclusion, cursor);
            default -> new OutboxEntry(Kind.NODE, Integer.parseInt(name), conclusion, cursor);
        };
    }

    StateValue value() {
        return new StateEncoder(FORMAT, VERSION)
                .text(conclusion.text())
                .number(cursor)
                .value();
    }

    OutboxEntry at(int newCursor) {
        return new OutboxEntry(kind, place, conclusion, newCursor);
    }
}
