package io.weirflow.run.agent;

import io.weirflow.run.RunStore;
import io.weirflow.store.lease.Session;
import io.weirflow.store.loop.PollLoop;
import io.weirflow.store.loop.Sweeper;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Keeps runs going: lets finished nodes take effect on others, and sweeps. Every process that has agents has one; a host that only
 * starts and watches runs may have one, so that runs are propagated while all agents are busy. Thread-safe.
 */
public final class RunKeeper implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RunKeeper.class.getName());
    private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(1);
    private static final int SWEEPS_PER_TTL = 4;

    private final PollLoop propagation;
    private final Sweeper sweeper;

    private RunKeeper(PollLoop propagation, Sweeper sweeper) {
        this.propagation = propagation;
        this.sweeper = sweeper;
    }

    /**
     * Starts to keep runs going.
     *
     * @param session the caller's session, which it closes after this
     * @param interval how often is looked for what others have finished
     */
    public static RunKeeper start(RunStore runs, Session session, Duration interval) {
        return start(runs, () -> session, session.ttl(), interval);
    }

    static RunKeeper start(RunStore runs, Supplier<Session> session, Duration ttl, Duration interval) {
        Duration quarter = ttl.dividedBy(SWEEPS_PER_TTL);
        Duration sweeping = quarter.compareTo(SWEEP_INTERVAL) < 0 ? quarter : SWEEP_INTERVAL;
        Sweeper sweeper = Sweeper.start(sweeping.dividedBy(2));
        sweeper.add("sweep of runs", sweeping, () -> runs.sweep(session.get()));
        PollLoop propagation = PollLoop.start("propagation of runs", interval, () -> runs.propagate(session.get()));
        return new RunKeeper(propagation, sweeper);
    }

    /** Propagates soon. */
    public void wake() {
        propagation.wake();
    }

    /** Lets a chore be done beside the sweeps, at an interval, until this is closed. */
    public void add(String name, Duration every, PollLoop.Step chore) {
        Sweeper.Chore added = sweeper.add(name, every, chore);
        LOG.log(System.Logger.Level.DEBUG, "chore {0} was added: {1}", name, added);
    }

    /** Stops; waits for what is under way, for a bounded time. Idempotent. */
    @Override
    public void close() {
        propagation.close();
        sweeper.close();
    }
}
