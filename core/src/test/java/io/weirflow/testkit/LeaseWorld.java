package io.weirflow.testkit;

import io.weirflow.store.MemoryStateStore;
import io.weirflow.store.StateStore;
import io.weirflow.store.lease.Leases;
import io.weirflow.store.lease.Session;
import io.weirflow.store.lease.Sessions;
import java.time.Duration;
import java.util.function.Supplier;

/** A state and the processes that use it, each with a clock of its own and all with the one time that passes. */
public final class LeaseWorld {
    /** How long sessions live. */
    public static final Duration TTL = Duration.ofSeconds(10);

    /** A handle on the state. */
    public final StateStore store;
    /** The namespace of sessions and leases. */
    public final String namespace;

    private final ManualTicker ticker = new ManualTicker();
    private final Supplier<StateStore> handles;

    /** Creates a world in memory. */
    public LeaseWorld() {
        this(new MemoryStateStore());
    }

    private LeaseWorld(StateStore store) {
        this(() -> store, "test");
    }

    /** Creates a world in a namespace, in which each process has a handle of its own. */
    public LeaseWorld(Supplier<StateStore> handles, String namespace) {
        this.handles = handles;
        this.store = handles.get();
        this.namespace = namespace;
    }

    /** One process. */
    public final class Member {
        /** Its clock. */
        public final ManualClock clock = new ManualClock();
        /** Its view of the state. */
        public final FaultyStateStore view;
        /** The sessions as it sees them. */
        public final Sessions sessions;
        /** The leases as it sees them. */
        public final Leases leases;

        /** Starts a process that fails as planned. */
        public Member(FaultyStateStore.Plan plan) {
            view = new FaultyStateStore(handles.get(), plan);
            sessions = Sessions.of(view, namespace, clock, ticker);
            leases = Leases.of(view, namespace, sessions);
        }

        /** Opens a session that lives as long as it is renewed. */
        public Session open(String holder) {
            return sessions.openUnrenewed(holder, TTL);
        }
    }

    /** Starts a process that does not fail. */
    public Member member() {
        return new Member(FaultyStateStore.Plan.none());
    }

    /** Lets time pass. */
    public void pass(Duration time) {
        ticker.advance(time);
    }
}
