package io.weirflow.run.agent;

import com.google.common.base.Ticker;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Threads;
import io.weirflow.base.Ulid;
import io.weirflow.base.WeirflowException;
import io.weirflow.run.ClaimedNode;
import io.weirflow.run.Finish;
import io.weirflow.run.FinishAndClaim;
import io.weirflow.run.NodeClaim;
import io.weirflow.run.NodeResult;
import io.weirflow.run.NodeStatus;
import io.weirflow.run.RunStore;
import io.weirflow.run.graph.Conclusion;
import io.weirflow.store.loop.Signal;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where an agent executes nodes, by some workers: each claims, executes and finishes one node after the other, so that the commits of
 * all go to the store at the same time. Thread-safe.
 */
final class Workplace {
    private static final System.Logger LOG = System.getLogger(Workplace.class.getName());

    /** For so long is waited for the end of an attempt that was told to stop, since it took too long. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    /** What is recorded of what is dropped. */
    private static final FinishAndClaim NOTHING =
            new FinishAndClaim(new Finish(NodeStatus.READY, false), Optional.empty());

    private final RunStore runs;
    private final Map<String, NodeRuntime> runtimes;
    private final int concurrency;
    private final Host host;
    private final Ticker ticker;
    private final Set<NodeContext> executing = ConcurrentHashMap.newKeySet();
    private final AtomicInteger workers = new AtomicInteger();
    private final Queue<Ended> leftOver = new ConcurrentLinkedQueue<>();
    private final Signal ended = new Signal();
    private volatile boolean closed;

    /** Who has the workplace. */
    interface Host {
        /** Claims a node; empty if there is none to be had. */
        Optional<ClaimedNode> claim();

        /** Records a result, and claims another node with that, if there is one to be had and one is wanted. */
        FinishAndClaim finish(NodeClaim claim, NodeResult result, boolean wantsNext);

        /** Called when what was finished waits for propagation. */
        void propagate();

        /** Called when a worker has ended. */
        void left();
    }

    /** A node whose result is to be recorded. */
    private record Ended(NodeContext context, NodeResult result) {}

    /** Whether a result is done with, and which node was claimed with that. */
    private record Settled(boolean recorded, Optional<ClaimedNode> next) {
        static final Settled DONE = new Settled(true, Optional.empty());
        static final Settled LEFT_OVER = new Settled(false, Optional.empty());
    }

    Workplace(RunStore runs, Map<String, NodeRuntime> runtimes, int concurrency, Host host, Ticker ticker) {
        this.runs = runs;
        this.runtimes = runtimes;
        this.concurrency = concurrency;
        this.host = host;
        this.ticker = ticker;
    }

    /** Returns how many more workers there may be. */
    int room() {
        return Math.max(0, concurrency - workers.get() - leftOver.size());
    }

    int executing() {
        return executing.size();
    }

    /** Starts a worker. */
    void startWorker() {
        workers.incrementAndGet();
        Threads.perTaskExecutor().execute(() -> {
            try {
                work();
            } finally {
                workers.decrementAndGet();
                ended.raise();
                host.left();
            }
        });
    }

    private void work() {
        for (Optional<ClaimedNode> node = host.claim(); node.isPresent(); ) {
            Settled settled = execute(node.get());
            node = settled.next().isEmpty() && settled.recorded() ? host.claim() : settled.next();
        }
    }

    private Settled execute(ClaimedNode node) {
        NodeContext context = new NodeContext(node, ticker);
        executing.add(context);
        if (closed) {
            context.stop(NodeContext.Stop.CLOSED); // it came after all others were stopped
        }
        NodeResult result = node.orphaned() ? orphaned(node) : run(context);
        return context.settle() ? settle(new Ended(context, result), true) : Settled.DONE;
    }

    private static NodeResult orphaned(ClaimedNode node) {
        return NodeResult.error("orphaned: the session of the agent that executed "
                + node.node().name() + " ended before it was finished");
    }

    private NodeResult run(NodeContext context) {
        String name = context.node().spec().runtime();
        NodeRuntime runtime = runtimes.get(name);
        if (runtime == null) {
            return NodeResult.error("this agent has no runtime " + name);
        }
        context.begin();
        try {
            return runtime.run(context);
        } catch (Throwable e) { // whatever it is, it is the node's end, not the agent's
            LOG.log(System.Logger.Level.DEBUG, () -> context.claim() + " threw", e);
            String text = e instanceof WeirflowException w ? w.failure().toString() : e.toString();
            return NodeResult.error(text);
        } finally {
            context.end();
        }
    }

    /** Records a result, or leaves it over to be tried again when the store cannot be reached. */
    private Settled settle(Ended work, boolean wantsNext) {
        Optional<ClaimedNode> next = Optional.empty();
        try {
            FinishAndClaim done = record(work, wantsNext);
            next = done.next();
            if (done.finish().pending()) {
                host.propagate();
            }
        } catch (WeirflowException e) {
            if (mayPass(e)) {
                leftOver.add(work);
                return Settled.LEFT_OVER;
            }
            // Refused, and rightly so: another has taken over. Or something that no repetition will change.
            LOG.log(System.Logger.Level.WARNING, () -> "not recorded: " + e.failure());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, () -> work.context().claim() + " could not be recorded", e);
        }
        executing.remove(work.context());
        return new Settled(true, next);
    }

    /** Tells whether what the store refuses now it may accept later: among others when there is room on its disk again. */
    static boolean mayPass(WeirflowException e) {
        return e.failure().isTransient() || e.is(ErrorKind.RESOURCES_EXHAUSTED);
    }

    /** Records what came of a node. */
    private FinishAndClaim record(Ended work, boolean wantsNext) {
        NodeContext context = work.context();
        NodeResult result = work.result();
        boolean success = result.conclusion() == Conclusion.SUCCESS;
        NodeContext.Stop stop = context.stopped();
        if (stop == NodeContext.Stop.LOST) {
            LOG.log(
                    System.Logger.Level.INFO,
                    () -> "dropped what came of " + context.claim() + ": its session is lost");
            return NOTHING;
        }
        if (stop == NodeContext.Stop.CLOSED && !success) {
            boolean held = runs.releaseNode(context.claim());
            LOG.log(System.Logger.Level.DEBUG, () -> context.claim() + (held ? " was given back" : " was not held"));
            return NOTHING;
        }
        if (stop == NodeContext.Stop.CANCELED && !success) {
            result = new NodeResult(Conclusion.CANCELED, result.metadata(), result.output());
        }
        if (stop == NodeContext.Stop.TIMED_OUT && !success) {
            result = timedOut(context);
        }
        return host.finish(context.claim(), result, wantsNext);
    }

    private static NodeResult timedOut(NodeContext context) {
        return NodeResult.error("timed out: the attempt took longer than "
                + context.node().spec().timeout().orElse(Duration.ZERO));
    }

    /**
     * Stops attempts that take longer than their node allows. The end of what does not stop is recorded without it, so that it can
     * be attempted again; it keeps its worker.
     */
    boolean checkTimeouts() {
        for (NodeContext context : executing) {
            Duration over = context.overtime();
            if (!over.isZero()) {
                context.stop(NodeContext.Stop.TIMED_OUT);
            }
            boolean stuck = over.compareTo(GRACE) > 0 && context.stopped() == NodeContext.Stop.TIMED_OUT;
            if (stuck && context.settle()) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        () -> context.claim() + " does not stop, its end is recorded without it");
                settle(new Ended(context, timedOut(context)), false);
            }
        }
        return false;
    }

    /** Tries again to record what could not be recorded. */
    void finishLeftOver() {
        for (int i = leftOver.size(); i > 0; i--) {
            Ended work = leftOver.poll();
            if (work != null && settle(work, false).recorded()) {
                ended.raise();
            }
        }
    }

    void stopAll(NodeContext.Stop reason) {
        closed |= reason == NodeContext.Stop.CLOSED;
        executing.forEach(context -> context.stop(reason));
    }

    /** Stops the nodes of runs that were canceled. */
    boolean checkCancellations() {
        Set<Ulid> ids = new HashSet<>();
        executing.forEach(context -> ids.add(context.run()));
        if (!ids.isEmpty()) {
            Set<Ulid> canceled = runs.canceled(ids);
            executing.stream()
                    .filter(context -> canceled.contains(context.run()))
                    .forEach(context -> context.stop(NodeContext.Stop.CANCELED));
        }
        return false;
    }

    boolean awaitIdle(Duration limit) {
        return ended.awaitFor(
                        limit,
                        Duration.ofMillis(100),
                        Ticker.systemTicker(),
                        () -> workers.get() == 0 && leftOver.isEmpty() ? Optional.of(true) : Optional.empty())
                .isPresent();
    }
}
