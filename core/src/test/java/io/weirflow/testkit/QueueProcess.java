package io.weirflow.store.queue;

import io.weirflow.store.StateStore;
import io.weirflow.store.StateValue;
import io.weirflow.store.lease.Session;
import io.weirflow.store.lease.Sessions;
import io.weirflow.testkit.FaultyStateStore;
import io.weirflow.testkit.ManualClock;
import io.weirflow.testkit.ManualTicker;
import java.time.Duration;
import java.util.Optional;

/** One process that uses a queue: a view of the store, a clock and a session of its own. */
final class QueueProcess {
    static final Duration TTL = Duration.ofSeconds(10);
    static final Duration VISIBILITY = Duration.ofSeconds(60);

    final ManualClock clock = new ManualClock();
    final FaultyStateStore view;
    final Sessions sessions;
    final Session session;
    final WorkQueue queue;

    QueueProcess(StateStore store, ManualTicker ticker, QueueOptions options, FaultyStateStore.Plan plan) {
        view = new FaultyStateStore(store, plan);
        sessions = Sessions.of(view, "test", clock, ticker);
        session = sessions.openUnrenewed("process", TTL);
        queue = WorkQueue.of(view, "test", "q", sessions, options.withVisibility(VISIBILITY), clock, ticker);
    }

    static NewMessage message(String id) {
        return NewMessage.of(StateValue.utf8("about " + id)).withId(id);
    }

    void push(String... ids) {
        for (String id : ids) {
            if (!queue.push(message(id))) {
                throw new AssertionError(id + " is in the queue");
            }
        }
    }

    Reservation reserve() {
        return queue.reserve(session).orElseThrow();
    }

    /** Reserves the next message and returns its id, or "none". */
    String next() {
        Optional<Reservation> next = queue.reserve(session);
        return next.map(reservation -> reservation.message().id()).orElse("none");
    }

    void sweep() {
        sessions.sweep();
        while (queue.sweep()) {}
    }
}
