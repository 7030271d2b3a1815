package io.weirflow.store.queue;

import com.google.common.base.Ticker;
import com.google.errorprone.annotations.CheckReturnValue;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.store.Commit;
import io.weirflow.store.CommitId;
import io.weirflow.store.Commits;
import io.weirflow.store.Scan;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import io.weirflow.store.StateValue;
import io.weirflow.store.Write;
import io.weirflow.store.lease.Session;
import io.weirflow.store.lease.SessionState;
import io.weirflow.store.lease.Sessions;
import io.weirflow.store.loop.Signal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A queue with priorities and delays, shared by processes. Each message is reserved by one worker at a time and delivered at
 * least once; a worker that crashes or takes too long loses its reservation, and the message returns to its place. Thread-safe.
 *
 * <h2>Order</h2>
 *
 * Higher priority first; within a priority in the order in which messages became available. Within one object of this class that
 * is the order of the calls, whatever the clock does. Messages of different processes are in the order of their clocks, which is
 * approximate. A message that is given back or whose reservation expires keeps its place. Workers at the same time receive
 * messages in about this order.
 *
 * <h2>Cost</h2>
 *
 * A push is a commit of two records, a reservation one of three, an acknowledgement one of two. Nothing grows with the number of
 * messages that are done; the chore reads what is reserved or due. There is no record that all pushes write.
 */
public final class WorkQueue {
    private static final int CANDIDATES = 16;

    private final Commits commits;
    private final QueueRecords records;
    private final QueueOptions options;
    private final Clock clock;
    private final Ticker ticker;
    private final Positions positions;
    private final QueueChore chore;
    /** The messages that threads of this process are about to reserve, lest they hinder each other. */
    private final Set<StateKey> inHand = ConcurrentHashMap.newKeySet();

    private WorkQueue(
            StateStore store,
            String namespace,
            String name,
            Sessions sessions,
            QueueOptions options,
            Clock clock,
            Ticker ticker) {
        this.commits = Commits.on(store);
        this.records = QueueRecords.of(namespace, name);
        this.options = options;
        this.clock = clock;
        this.ticker = ticker;
        this.positions = new Positions(clock);
        this.chore = new QueueChore(this, sessions, clock, ticker);
    }

    /** Returns the queue of a name in a namespace; reservations refer to sessions of the given ones. */
    public static WorkQueue of(
            StateStore store, String namespace, String name, Sessions sessions, QueueOptions options) {
        return of(store, namespace, name, sessions, options, Clock.systemUTC(), Ticker.systemTicker());
    }

    /** Returns a queue; the clock gives places and judges delays, the ticker measures how long reservations last. */
    public static WorkQueue of(
            StateStore store,
            String namespace,
            String name,
            Sessions sessions,
            QueueOptions options,
            Clock clock,
            Ticker ticker) {
        return new WorkQueue(store, namespace, name, sessions, options, clock, ticker);
    }

    /**
     * Puts a message into the queue. Returns false if a message of its id is in the queue, in any range.
     *
     * @throws WeirflowException of kind OUTCOME_UNKNOWN if it may have been put; pushing the same id again is then safe
     */
    public boolean push(NewMessage message) {
        return commits.send(Commit.of(pushing(message))).isEmpty();
    }

    /**
     * Returns the writes that push a message, for a commit that does more at the same time. The message has its place from now
     * on. The commit has a conflict on the message's record if its id is in the queue.
     */
    public List<Write> pushing(NewMessage message) {
        MessageRecord created = new MessageRecord(
                message.id(), message.priority(), "", QueueRange.READY, 0, 0, 0, clock.millis(), message.payload());
        return records.create(
                message.delay().isZero()
                        ? created.ready(positions.next())
                        : created.delayed(dueAfter(message.delay())));
    }

    /** Reserves the first message that can be had, for a session; empty if there is none. */
    public Optional<Reservation> reserve(Session session) {
        SessionState state = session.state();
        if (state == SessionState.LOST || state == SessionState.CLOSED) {
            throw WeirflowException.of(
                    ErrorKind.PRECONDITION, "reserve", "the session has ended: open another", session.id());
        }
        Optional<Reservation> first = reserveReady(session);
        // Somebody waits for work: do not let what has become due wait for the chore.
        return first.isPresent() || !chore.promote() ? first : reserveReady(session);
    }

    /** Reserves a message, waiting for one at most for the given time; looks when this process pushed one, and at the interval. */
    public Optional<Reservation> reserve(Session session, Duration wait, Duration pollInterval) {
        Signal pushed = new Signal();
        StateStore.Watch watch = commits.store().watch(records.partition(QueueRange.READY), pushed::raise);
        try {
            return pushed.awaitFor(wait, pollInterval, ticker, () -> reserve(session));
        } finally {
            watch.close();
        }
    }

    private Optional<Reservation> reserveReady(Session session) {
        Scan ready = Scan.of(records.partition(QueueRange.READY)).limit(CANDIDATES);
        for (Iterator<StateRecord> candidates = commits.store().scanAll(ready); candidates.hasNext(); ) {
            StateKey candidate = candidates.next().key();
            if (inHand.add(candidate)) {
                try {
                    Optional<Reservation> reservation = take(candidate, session);
                    if (reservation.isPresent()) {
                        return reservation;
                    }
                } finally {
                    inHand.remove(candidate);
                }
            }
        }
        return Optional.empty();
    }

    /** Tries to reserve one message; empty if somebody else was faster. */
    private Optional<Reservation> take(StateKey candidate, Session session) {
        StateKey key = records.message(QueueRecords.id(QueueRange.READY, candidate));
        Optional<StateRecord> read =
                QueueRecords.in(QueueRange.READY, commits.store().get(key));
        if (read.isEmpty()) {
            return Optional.empty();
        }
        MessageRecord reserved = MessageRecord.read(read.get()).reserved();
        CommitId id = CommitId.random();
        ReservedIndex index = new ReservedIndex(id, session.id(), options.visibility());
        Commit taking = new Commit(id, records.move(read.get(), reserved, index.value()));
        return commits.send(taking).isPresent()
                ? Optional.empty()
                : Optional.of(new Reservation(this, new StateRecord(key, reserved.value(), id), index));
    }

    /** Removes a message that nobody works on. Returns false if there is none of this id or it is reserved. */
    @CheckReturnValue
    public boolean cancel(String id) {
        return commits.execute("cancel message", () -> {
            Optional<StateRecord> read = commits.store().get(records.message(id));
            if (read.isEmpty() || MessageRecord.read(read.get()).range() == QueueRange.RESERVED) {
                return Commits.nothing(false);
            }
            return Commits.commit(Commit.of(records.remove(read.get())), true);
        });
    }

    /** Makes a dead message ready again, at its place, as if it had never been delivered. Returns false if it is not dead. */
    @CheckReturnValue
    public boolean revive(String id) {
        return commits.execute("revive message", () -> {
            Optional<StateRecord> read =
                    QueueRecords.in(QueueRange.DEAD, commits.store().get(records.message(id)));
            if (read.isEmpty()) {
                return Commits.nothing(false);
            }
            MessageRecord ready = MessageRecord.read(read.get()).revived(positions.next());
            return Commits.commit(Commit.of(records.move(read.get(), ready, StateValue.EMPTY)), true);
        });
    }

    /** Returns up to 100 messages that can be reserved, in their order, without reserving them. */
    public List<Message> peek(int limit) {
        return peek(QueueRange.READY, limit);
    }

    /** Returns up to 100 messages that were put aside as dead. */
    public List<Message> peekDead(int limit) {
        return peek(QueueRange.DEAD, limit);
    }

    private List<Message> peek(QueueRange range, int limit) {
        List<StateKey> keys = new ArrayList<>();
        for (StateRecord index : commits.store()
                .scan(Scan.of(records.partition(range)).limit(Math.min(limit, 100)))
                .records()) {
            keys.add(records.message(QueueRecords.id(range, index.key())));
        }
        Map<StateKey, StateRecord> found = commits.store().getAll(keys);
        return keys.stream()
                .flatMap(key -> QueueRecords.in(range, Optional.ofNullable(found.get(key))).stream())
                .map(record -> MessageRecord.read(record).message())
                .toList();
    }

    /** Counts the messages. Reads an index record for each message that is in the queue. */
    public QueueDepth depth() {
        return new QueueDepth(
                count(QueueRange.READY), count(QueueRange.DELAYED), count(QueueRange.RESERVED), count(QueueRange.DEAD));
    }

    private long count(QueueRange range) {
        long count = 0;
        Iterator<StateRecord> all =
                commits.store().scanAll(Scan.of(records.partition(range)).limit(StateStore.MAX_SCAN));
        for (; all.hasNext(); all.next()) {
            count++;
        }
        return count;
    }

    /**
     * Makes messages ready whose delay has passed, and returns those to their place whose reservation has expired: whose session
     * has ended, or whose reservation this object has seen unchanged for its time. To be called repeatedly, as a chore of a
     * sweeper, about once a second; harmless when several processes do it.
     *
     * @return whether there is more to do at once
     */
    public boolean sweep() {
        return chore.run();
    }

    Commits commits() {
        return commits;
    }

    QueueRecords records() {
        return records;
    }

    long dueAfter(Duration delay) {
        return Math.max(0, clock.millis() + delay.toMillis());
    }

    String nextPosition() {
        return positions.next();
    }

    /** Returns the writes that return a reserved message to its place, or put it aside if it was delivered too often. */
    List<Write> returning(StateRecord reserved) {
        MessageRecord record = MessageRecord.read(reserved);
        boolean dead = record.deliveries() >= options.maxDeliveries();
        return records.move(reserved, dead ? record.dead() : record.ready(positions.next()), StateValue.EMPTY);
    }
}
