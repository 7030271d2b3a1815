package io.weirflow.store.lease;

import io.weirflow.store.MemoryStateStore;
import io.weirflow.store.StateStore;
import io.weirflow.testkit.FaultyStateStore;
import io.weirflow.testkit.ManualClock;
import io.weirflow.testkit.ManualTicker;
import java.time.Duration;

/** A store and the processes that use it, each with a clock of its own and all with the one time that passes. */
final class LeaseWorld {
    static final Duration TTL = Duration.ofSeconds(10);

    final StateStore store = new MemoryStateStore();
    final ManualTicker ticker = new ManualTicker();

    /** One process. */
    final class Member {
        final ManualClock clock = new ManualClock();
        final FaultyStateStore view;
        final Sessions sessions;
        final Leases leases;

        Member(FaultyStateStore.Plan plan) {
            view = new FaultyStateStore(store, plan);
            sessions = Sessions.of(view, "test", clock, ticker);
            leases = Leases.of(view, "test", sessions);
        }

        Session open(String holder) {
            return sessions.openUnrenewed(holder, TTL);
        }
    }

    Member member() {
        return new Member(FaultyStateStore.Plan.none());
    }

    /** Lets time pass. */
    void pass(Duration time) {
        ticker.advance(time);
    }
}
