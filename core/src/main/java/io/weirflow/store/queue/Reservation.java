package io.weirflow.store.queue;

import com.google.errorprone.annotations.CheckReturnValue;
import io.weirflow.store.Commit;
import io.weirflow.store.Commits;
import io.weirflow.store.Condition;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateValue;
import io.weirflow.store.Write;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A message that this process works on. It lasts for the queue's visibility from when it was made or last extended, as observers
 * measure it, and at most as long as the session that made it. Then the message returns to its place and all methods return
 * false: whoever holds a stale reservation can change nothing. Thread-safe.
 */
@CheckReturnValue
public final class Reservation {
    private final WorkQueue queue;
    private final StateRecord held;
    private final MessageRecord record;
    private final ReservedIndex index;
    private final AtomicBoolean acknowledged = new AtomicBoolean();

    /** @param held the message's record as the reservation has written it */
    Reservation(WorkQueue queue, StateRecord held, ReservedIndex index) {
        this.queue = queue;
        this.held = held;
        this.record = MessageRecord.read(held);
        this.index = index;
    }

    /** Returns the message. */
    public Message message() {
        return record.message();
    }

    /** Returns the fencing token: how often the message has been reserved, this time included. It only grows. */
    public long token() {
        return record.token();
    }

    /**
     * Removes the message for good. Returns false if this reservation has expired, or the message was given back or removed;
     * true, too, if this reservation has acknowledged it before.
     */
    public boolean acknowledge() {
        if (!acknowledged.get() && send(acknowledging())) {
            acknowledged.set(true);
        }
        return acknowledged.get();
    }

    /**
     * Returns the writes that acknowledge it, for a commit that stores its result at the same time. The commit has a conflict on
     * the message's record if the reservation is stale. Not to be mixed with {@link #acknowledge}.
     */
    public List<Write> acknowledging() {
        return queue.records().remove(held);
    }

    /** Returns a check for a commit, which fails once the reservation is stale. */
    public Write check() {
        return new Write.Check(held.key(), Condition.unchanged(held));
    }

    /** Lets it last for the queue's visibility from now on. Returns false if it is stale. */
    public boolean extend() {
        Commits commits = queue.commits();
        StateKey key = queue.records().index(record);
        return commits.execute("extend reservation", () -> {
            // Only the holder writes the index record, and who ends the reservation removes it.
            Optional<StateRecord> found = commits.store().get(key);
            if (found.isEmpty()
                    || !ReservedIndex.read(found.get()).reservation().equals(held.version())) {
                return Commits.nothing(false);
            }
            return Commits.commit(
                    Commit.builder()
                            .put(key, index.value(), Condition.unchanged(found))
                            .build(),
                    true);
        });
    }

    /** Gives the message back to its place in the queue. Returns false if the reservation is stale. */
    public boolean giveBack() {
        return send(queue.returning(held));
    }

    /**
     * Gives the message back, to become visible again after a delay, at its place. Returns false if the reservation is stale.
     */
    public boolean giveBack(Duration delay) {
        if (delay.isZero()) {
            return giveBack();
        }
        return send(queue.records().move(held, record.delayed(queue.dueAfter(delay)), StateValue.EMPTY));
    }

    private boolean send(List<Write> writes) {
        return queue.commits().send(Commit.of(writes)).isEmpty();
    }

    @Override
    public String toString() {
        return "reservation of " + record.id() + ", token " + token();
    }
}
