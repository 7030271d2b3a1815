package io.weirflow.testkit;

import io.weirflow.store.StateStore;
import io.weirflow.store.StateValue;
import io.weirflow.store.lease.Session;
import io.weirflow.store.lease.Sessions;
import io.weirflow.store.queue.NewMessage;
import io.weirflow.store.queue.QueueOptions;
import io.weirflow.store.queue.Reservation;
import io.weirflow.store.queue.WorkQueue;
import java.time.Duration;
import java.util.Optional;

/** One process that uses a queue: a view of the store, a clock and a session of its own. */
public final class QueueProcess {
    /** How long its session lives. */
    public static final Duration TTL = Duration.ofSeconds(10);
    /** How long a reservation lasts. */
    public static final Duration VISIBILITY = Duration.ofSeconds(60);

    /** Its clock. */
    public final ManualClock clock = new ManualClock();
    /** Its view of the state. */
    public final FaultyStateStore view;
    /** The sessions as it sees them. */
    public final Sessions sessions;
    /** Its session, which lives as long as it is renewed. */
    public final Session session;
    /** The queue as it sees it. */
    public final WorkQueue queue;

    /** Starts a process that uses the queue {@code q} of a namespace and fails as planned. */
    public QueueProcess(
            StateStore store, String namespace, ManualTicker ticker, QueueOptions options, FaultyStateStore.Plan plan) {
        view = new FaultyStateStore(store, plan);
        sessions = Sessions.of(view, namespace, clock, ticker);
        session = sessions.openUnrenewed("process", TTL);
        queue = WorkQueue.of(view, namespace, "q", sessions, options.withVisibility(VISIBILITY), clock, ticker);
    }

    /** Returns a message with a payload that names it. */
    public static NewMessage message(String id) {
        return NewMessage.of(StateValue.utf8("about " + id)).withId(id);
    }

    /** Pushes messages of these ids. */
    public void push(String... ids) {
        for (String id : ids) {
            if (!queue.push(message(id))) {
                throw new AssertionError(id + " is in the queue");
            }
        }
    }

    /** Reserves the next message, which there is. */
    public Reservation reserve() {
        return queue.reserve(session).orElseThrow();
    }

    /** Reserves the next message and returns its id, or "none". */
    public String next() {
        Optional<Reservation> next = queue.reserve(session);
        return next.map(reservation -> reservation.message().id()).orElse("none");
    }

    /** Does all that sweepers do. */
    public void sweep() {
        sessions.sweep();
        while (queue.sweep()) {}
    }
}
