package io.weirflow.store.queue;

import com.google.common.base.Ticker;
import io.weirflow.store.Commit;
import io.weirflow.store.Condition;
import io.weirflow.store.Scan;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import io.weirflow.store.StateValue;
import io.weirflow.store.Write;
import io.weirflow.store.lease.Observations;
import io.weirflow.store.lease.Sessions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What keeps a queue in order: it promotes what is due and returns what was reserved and forgotten. */
final class QueueChore {
    /** As many messages are moved in one commit, with three writes each. */
    private static final int BATCH = 30;

    private final WorkQueue queue;
    private final Sessions sessions;
    private final Clock clock;
    private final Observations observations;

    QueueChore(WorkQueue queue, Sessions sessions, Clock clock, Ticker ticker) {
        this.queue = queue;
        this.sessions = sessions;
        this.clock = clock;
        this.observations = new Observations(ticker);
    }

    boolean run() {
        boolean more = promote();
        expire();
        return more;
    }

    /** Makes a batch of delayed messages ready that are due, in the order of their times; returns whether there were any. */
    boolean promote() {
        QueueRecords records = queue.records();
        String notYet = StateKey.number(Math.max(0, clock.millis()) + 1);
        List<StateKey> due = new ArrayList<>();
        for (StateRecord index : store().scan(Scan.of(records.partition(QueueRange.DELAYED))
                        .before(notYet)
                        .limit(BATCH))
                .records()) {
            due.add(records.message(QueueRecords.id(QueueRange.DELAYED, index.key())));
        }
        Map<StateKey, StateRecord> found = store().getAll(due);
        List<List<Write>> moves = new ArrayList<>();
        for (StateKey key : due) {
            QueueRecords.in(QueueRange.DELAYED, Optional.ofNullable(found.get(key)))
                    .ifPresent(record -> moves.add(records.move(
                            record, MessageRecord.read(record).ready(queue.nextPosition()), StateValue.EMPTY)));
        }
        if (!moves.isEmpty()) {
            commitAll(moves);
        }
        return !moves.isEmpty();
    }

    /** Executes moves in one commit, or one by one if others have been at some of them. */
    private void commitAll(List<List<Write>> moves) {
        Commit.Builder all = Commit.builder();
        long bytes = 0;
        for (List<Write> move : moves) {
            bytes += move.stream().mapToLong(Write::bytes).sum();
            all.addAll(move);
        }
        boolean together = bytes <= StateStore.MAX_COMMIT_BYTES
                && queue.commits().send(all.build()).isEmpty();
        if (!together) {
            // What has a conflict has been moved by somebody else.
            moves.forEach(this::commitIfUnchanged);
        }
    }

    private void expire() {
        List<StateRecord> reserved = new ArrayList<>();
        store().scanAll(Scan.of(queue.records().partition(QueueRange.RESERVED)).limit(StateStore.MAX_SCAN))
                .forEachRemaining(reserved::add);
        Set<String> holders = new HashSet<>();
        reserved.forEach(index -> holders.add(ReservedIndex.read(index).session()));
        Set<String> ended = sessions.ended(holders);
        for (StateRecord index : reserved) {
            ReservedIndex reservation = ReservedIndex.read(index);
            boolean seenTooLong = observations.unchangedFor(index).compareTo(reservation.visibility()) >= 0;
            if (seenTooLong || ended.contains(reservation.session())) {
                giveBack(index);
            }
        }
        observations.retain(reserved.stream().map(StateRecord::key).toList());
    }

    private void giveBack(StateRecord index) {
        Optional<StateRecord> message = QueueRecords.in(
                QueueRange.RESERVED,
                store().get(queue.records().message(index.key().sort())));
        if (message.isEmpty()) {
            return;
        }
        Commit.Builder returning = Commit.builder();
        for (Write write : queue.returning(message.get())) {
            // At the version seen, lest an extension meanwhile be ignored.
            boolean isIndex = write.key().equals(index.key());
            returning.add(isIndex ? new Write.Delete(write.key(), Condition.unchanged(index)) : write);
        }
        // On a conflict it was extended, acknowledged or returned meanwhile.
        commitIfUnchanged(returning.build().writes());
    }

    private void commitIfUnchanged(List<Write> move) {
        queue.commits().send(Commit.of(move)).ifPresent(conflict -> {});
    }

    private StateStore store() {
        return queue.commits().store();
    }
}
