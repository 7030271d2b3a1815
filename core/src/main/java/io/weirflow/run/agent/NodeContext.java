package io.weirflow.run.agent;

import com.google.common.base.Ticker;
import io.weirflow.base.Ulid;
import io.weirflow.run.ClaimedNode;
import io.weirflow.run.Node;
import io.weirflow.run.NodeClaim;
import io.weirflow.store.StateValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What a runtime is told about the node that it executes. Thread-safe. */
public final class NodeContext {
    private static final System.Logger LOG = System.getLogger(NodeContext.class.getName());

    /** Why a node is not to be executed any more. */
    enum Stop {
        /** It is. */
        NONE,
        /** The session has ended: another may be executing it. */
        LOST,
        /** The run was canceled. */
        CANCELED,
        /** The agent is being closed. */
        CLOSED,
        /** The attempt has taken longer than its node allows. */
        TIMED_OUT
    }

    private final ClaimedNode claimed;
    private final Object lock = new Object();
    private final List<Runnable> actions = new ArrayList<>();
    private final Ticker ticker;
    private final AtomicBoolean settled = new AtomicBoolean();
    private volatile Stop stop = Stop.NONE;
    private @Nullable Thread thread;
    private long begun;

    NodeContext(ClaimedNode claimed, Ticker ticker) {
        this.claimed = claimed;
        this.ticker = ticker;
    }

    /** Returns the run. */
    public Ulid run() {
        return claimed.claim().run();
    }

    /** Returns the node, with its inputs and earlier attempts. */
    public Node node() {
        return claimed.node();
    }

    /** Returns the claim, whose token grows with each holder: to be passed to whatever can refuse lower ones. */
    public NodeClaim claim() {
        return claimed.claim();
    }

    /** Returns the output of a node that this one depends on. */
    public Optional<StateValue> input(String node) {
        return Optional.ofNullable(claimed.node().inputs().get(node));
    }

    /** Tells whether the work is to stop: its result will not count, or is not wanted any more. */
    public boolean isCanceled() {
        return stop != Stop.NONE;
    }

    /** Calls back once when the work is to stop, at once if it is already; on another thread, which must not be held up. */
    public void onCancel(Runnable action) {
        synchronized (lock) {
            if (!isCanceled()) {
                actions.add(action);
                return;
            }
        }
        call(action);
    }

    Stop stopped() {
        return stop;
    }

    /** Stops the work, for the first reason that is given. */
    void stop(Stop reason) {
        List<Runnable> called;
        synchronized (lock) {
            if (isCanceled()) {
                return;
            }
            stop = reason;
            called = List.copyOf(actions);
        }
        called.forEach(NodeContext::call);
        synchronized (lock) {
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    private static void call(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "an action on the cancellation of a node failed", e);
        }
    }

    /** Returns for how long the attempt has taken more time than its node allows; zero if it has not, or has ended. */
    Duration overtime() {
        synchronized (lock) {
            Optional<Duration> limit = node().spec().timeout();
            if (thread == null || limit.isEmpty()) {
                return Duration.ZERO;
            }
            Duration over = Duration.ofNanos(ticker.read() - begun).minus(limit.get());
            return over.isNegative() ? Duration.ZERO : over;
        }
    }

    /** Claims the right to say how the attempt has ended; true for the first caller. */
    boolean settle() {
        return settled.compareAndSet(false, true);
    }

    /** Lets the current thread be interrupted when the work is to stop. */
    void begin() {
        synchronized (lock) {
            thread = Thread.currentThread();
            begun = ticker.read();
            if (isCanceled()) {
                thread.interrupt();
            }
        }
    }

    /** Ends that, and takes back an interrupt that came too late. */
    void end() {
        synchronized (lock) {
            thread = null;
            Thread.interrupted();
        }
    }
}
