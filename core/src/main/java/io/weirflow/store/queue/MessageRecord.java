package io.weirflow.store.queue;

import io.weirflow.store.StateDecoder;
import io.weirflow.store.StateEncoder;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateValue;
import java.time.Instant;

/**
 * All that is known about a message.
 *
 * @param id its identity
 * @param priority 0 to 9
 * @param position its place among those of its priority, given when it first became available; empty before
 * @param range where it is
 * @param due when it becomes visible, in milliseconds of the epoch, while it is delayed
 * @param token the number of reservations so far, which is the token of the last; it only grows
 * @param deliveries the number of reservations since it was pushed or revived
 * @param pushed when it was pushed, in milliseconds of the epoch
 * @param payload what it says
 */
record MessageRecord(
        String id,
        int priority,
        String position,
        QueueRange range,
        long due,
        long token,
        long deliveries,
        long pushed,
        StateValue payload) {
    private static final String FORMAT = "weirflow-message";
    private static final int VERSION = 1;

    static MessageRecord read(StateRecord record) {
        StateDecoder fields = new StateDecoder(record, FORMAT, VERSION);
        return new MessageRecord(
                record.key().sort(),
                (int) fields.number(),
                fields.text(),
                QueueRange.of(fields.text()),
                fields.number(),
                fields.number(),
                fields.number(),
                fields.number(),
                StateValue.wrap(fields.bytes()));
    }

    StateValue value() {
        return new StateEncoder(FORMAT, VERSION)
                .number(priority)
                .text(position)
                .text(range.text())
                .number(due)
                .number(token)
                .number(deliveries)
                .number(pushed)
                .bytes(payload.bytes())
                .value();
    }

    /** Returns the sort key of its index record in the range where it is. */
    String indexSort() {
        return switch (range) {
            case READY -> (NewMessage.MAX_PRIORITY - priority) + "/" + position + "/" + id;
            case DELAYED -> StateKey.number(due) + "/" + id;
            case RESERVED, DEAD -> id;
        };
    }

    MessageRecord ready(String newPosition) {
        return in(QueueRange.READY, position.isEmpty() ? newPosition : position, 0, token, deliveries);
    }

    MessageRecord delayed(long until) {
        return in(QueueRange.DELAYED, position, until, token, deliveries);
    }

    MessageRecord reserved() {
        return in(QueueRange.RESERVED, position, 0, token + 1, deliveries + 1);
    }

    MessageRecord dead() {
        return in(QueueRange.DEAD, position, 0, token, deliveries);
    }

    MessageRecord revived(String newPosition) {
        return in(QueueRange.READY, position.isEmpty() ? newPosition : position, 0, token, 0);
    }

    private MessageRecord in(QueueRange to, String place, long until, long newToken, long newDeliveries) {
        return new MessageRecord(id, priority, place, to, until, newToken, newDeliveries, pushed, payload);
    }

    Message message() {
        return new Message(id, payload, priority, Instant.ofEpochMilli(pushed), (int) deliveries);
    }
}
