package io.weirflow.run.agent;

import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableMap;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Ulid;
import io.weirflow.base.WeirflowException;
import io.weirflow.run.ClaimedNode;
import io.weirflow.run.FinishAndClaim;
import io.weirflow.run.NodeClaim;
import io.weirflow.run.NodeEvent;
import io.weirflow.run.NodeResult;
import io.weirflow.run.RunStore;
import io.weirflow.store.lease.SessionState;
import io.weirflow.store.loop.PollLoop;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Claims nodes of the runtimes that it has, executes and finishes them, several at a time, until it is closed. Thread-safe.
 *
 * <p>Its session is renewed in the background. When the session is lost, because the process was stopped or the store could not be
 * reached for too long, what it executes is stopped and nothing of it is recorded; it then joins again with a new session. Orphans
 * of other agents are finished as errors, after which they are tried again as their node says.
 */
public final class Agent implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Agent.class.getName());

    /** As many events are read ahead: what a claim fails for, because others were faster, costs one read. */
    private static final int CANDIDATES_PER_WORKER = 8;

    private final RunStore runs;
    private final String id;
    private final Map<String, NodeRuntime> runtimes;
    private final Duration ttl;
    private final Workplace workplace;
    private final RunKeeper keeper;
    private final PollLoop loop;
    private final int concurrency;
    private final Object lock = new Object();
    private final Queue<NodeEvent> candidates = new ConcurrentLinkedQueue<>();
    private Term term;
    private volatile @Nullable WeirflowException failure;
    private volatile boolean closing;
    /** Whether all of it is there, so that workers may be started. */
    private volatile boolean begun;
    /** Whether candidates are about to run out while workers take one after the other. */
    private volatile boolean low;

    private Agent(Builder builder, Term first) {
        this.runs = builder.runs;
        this.id = builder.id;
        this.runtimes = ImmutableMap.copyOf(builder.runtimes);
        this.ttl = builder.ttl;
        this.term = first;
        this.concurrency = builder.concurrency;
        this.workplace = new Workplace(runs, runtimes, builder.concurrency, new Claimant(), builder.ticker);
        this.keeper = RunKeeper.start(runs, () -> current().session(), ttl, builder.interval);
        this.loop = PollLoop.start("agent " + id, builder.interval, this::step);
        keeper.add("cancellations", builder.interval.multipliedBy(2), workplace::checkCancellations);
        keeper.add("attempts that take too long", builder.interval, workplace::checkTimeouts);
        watch(first);
        begun = true;
        loop.wake();
    }

    /** Returns a builder of an agent. */
    public static Builder builder(RunStore runs) {
        return new Builder(runs);
    }

    /** Returns its identity. */
    public String id() {
        return id;
    }

    /** Returns why it has stopped, if it has: another agent has taken its identity. */
    public Optional<WeirflowException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Returns how many nodes it executes at the moment. */
    public int executing() {
        return workplace.executing();
    }

    /** What workers ask for. */
    private final class Claimant implements Workplace.Host {
        @Override
        public Optional<ClaimedNode> claim() {
            while (isWorking()) {
                NodeEvent next = nextCandidate();
                if (next == null) {
                    return Optional.empty();
                }
                try {
                    List<ClaimedNode> claimed = runs.claimNodes(current().member(), List.of(next));
                    if (!claimed.isEmpty()) {
                        return Optional.of(claimed.get(0));
                    }
                } catch (WeirflowException e) {
                    LOG.log(System.Logger.Level.WARNING, () -> "agent " + id + " could not claim: " + e.failure());
                    if (Workplace.mayPass(e)) {
                        candidates.add(next); // it may even be had
                        return Optional.empty();
                    }
                }
            }
            return Optional.empty();
        }

        @Override
        public FinishAndClaim finish(NodeClaim claim, NodeResult result, boolean wantsNext) {
            NodeEvent next = wantsNext && isWorking() ? nextCandidate() : null;
            if (next == null) {
                return new FinishAndClaim(runs.finishNode(claim, result), Optional.empty());
            }
            boolean had = false;
            try {
                FinishAndClaim done =
                        runs.finishAndClaim(claim, result, current().member(), next);
                had = done.next().isPresent();
                return done;
            } finally {
                if (!had) {
                    candidates.add(next); // it may even be had
                }
            }
        }

        @Override
        public void propagate() {
            keeper.wake();
        }

        @Override
        public void left() {
            if (candidates.isEmpty()) {
                loop.wake();
            }
        }
    }

    /** Takes a candidate; sees to it that there are more before workers have to wait for them. */
    private @Nullable NodeEvent nextCandidate() {
        NodeEvent next = candidates.poll();
        if (next != null && !low && candidates.size() <= concurrency) {
            low = true;
            loop.wake();
        }
        return next;
    }

    private boolean isWorking() {
        return !closing && failure == null && current().session().isAlive();
    }

    private void watch(Term joined) {
        joined.session().onLoss(() -> {
            LOG.log(System.Logger.Level.WARNING, "agent {0} has lost its session: what it executes is stopped", id);
            workplace.stopAll(NodeContext.Stop.LOST);
            loop.wake();
        });
        joined.events().onHint(loop::wake);
    }

    private Term current() {
        synchronized (lock) {
            return term;
        }
    }

    /** Starts as many workers as there is work and room for. */
    private boolean step() {
        if (!begun) {
            return false;
        }
        workplace.finishLeftOver();
        if (closing || failure != null || !isMember()) {
            return false;
        }
        int room = workplace.room();
        if (room > 0 && candidates.size() < room || low) {
            low = false;
            candidates.addAll(current().events().poll(CANDIDATES_PER_WORKER * concurrency));
        }
        for (int i = Math.min(room, candidates.size()); i > 0; i--) {
            workplace.startWorker();
        }
        return false;
    }

    /** Tells whether its session lives; joins again if it was lost. */
    private boolean isMember() {
        Term now = current();
        if (now.session().state() != SessionState.LOST) {
            return now.session().isAlive();
        }
        now.close();
        candidates.clear();
        try {
            Term next = Term.begin(runs, id, runtimes.keySet(), ttl);
            synchronized (lock) {
                term = next;
            }
            watch(next);
            return true;
        } catch (WeirflowException e) {
            if (e.is(ErrorKind.PRECONDITION)) {
                failure = e;
                LOG.log(System.Logger.Level.ERROR, () -> "agent " + id + " has stopped: " + e.failure());
            }
            throw e;
        }
    }

    /** Claims nothing more, and waits for what it executes, at most for a time. Returns whether all of it has ended. */
    public boolean drain(Duration limit) {
        closing = true;
        return workplace.awaitIdle(limit);
    }

    /**
     * Stops: what it executes is interrupted and, when it ends within ten seconds, given back so that others can execute it at
     * once. Idempotent.
     */
    @Override
    public void close() {
        closing = true;
        workplace.stopAll(NodeContext.Stop.CLOSED);
        workplace.awaitIdle(Duration.ofSeconds(10));
        loop.close();
        keeper.close();
        current().close();
    }

    @Override
    public String toString() {
        return "agent " + id + ", runtimes " + runtimes.keySet() + ", executing " + executing();
    }

    /** Builds an agent. Not thread-safe. */
    public static final class Builder {
        private final RunStore runs;
        private String id = "agent-" + Ulid.random(Clock.systemUTC());
        private final Map<String, NodeRuntime> runtimes = new LinkedHashMap<>();
        private int concurrency = 1;
        private Duration ttl = Duration.ofSeconds(10);
        private Duration interval = Duration.ofMillis(200);
        private Ticker ticker = Ticker.systemTicker();

        private Builder(RunStore runs) {
            this.runs = runs;
        }

        /** Sets the identity, which only one agent has at a time; one of its own unless set. */
        public Builder id(String value) {
            id = value;
            return this;
        }

        /** Adds a runtime by the name that nodes use. */
        public Builder runtime(String name, NodeRuntime runtime) {
            runtimes.put(name, runtime);
            return this;
        }

        /** Sets how many nodes are executed at the same time; one unless set. */
        public Builder concurrency(int value) {
            concurrency = value;
            return this;
        }

        /** Sets how long others wait for a sign of life before they take over; ten seconds unless set. */
        public Builder ttl(Duration value) {
            ttl = value;
            return this;
        }

        /** Sets how often it looks for what other processes have done; 200 milliseconds unless set. */
        public Builder interval(Duration value) {
            interval = value;
            return this;
        }

        /** Sets what measures the time that attempts take; the system's unless set. */
        public Builder ticker(Ticker value) {
            ticker = value;
            return this;
        }

        /**
         * Joins and starts to work.
         *
         * @throws WeirflowException of kind PRECONDITION if an agent of this identity has joined and its session has not ended; of kind
         *     INVALID if it has no runtime or the concurrency is not positive
         */
        public Agent start() {
            if (runtimes.isEmpty() || concurrency < 1) {
                throw WeirflowException.of(
                        ErrorKind.INVALID,
                        "agent",
                        "needs at least one runtime and a concurrency of 1 or more, found " + runtimes.size()
                                + " runtimes and " + concurrency,
                        id);
            }
            return new Agent(this, Term.begin(runs, id, runtimes.keySet(), ttl));
        }
    }
}
