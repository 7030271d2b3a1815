package io.weirflow.exec.staged;

import io.weirflow.base.Failure;
import io.weirflow.exec.ExecState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The states of one exec: PENDING, STAGING, RUNNING, COLLECTING, COMPLETE, in this order, where collecting may be left out; and
 * LOST from any of them that is not final. It reaches exactly one final state, once, with an outcome or a failure. Thread-safe.
 */
final class Lifecycle {
    private static final System.Logger LOG = System.getLogger(Lifecycle.class.getName());
    private static final Map<ExecState, Set<ExecState>> NEXT = new EnumMap<>(Map.of(
            ExecState.PENDING, EnumSet.of(ExecState.STAGING, ExecState.LOST),
            ExecState.STAGING, EnumSet.of(ExecState.RUNNING, ExecState.LOST),
            ExecState.RUNNING, EnumSet.of(ExecState.COLLECTING, ExecState.COMPLETE, ExecState.LOST),
            ExecState.COLLECTING, EnumSet.of(ExecState.COMPLETE, ExecState.LOST),
            ExecState.COMPLETE, EnumSet.noneOf(ExecState.class),
            ExecState.LOST, EnumSet.noneOf(ExecState.class)));

    private final CountDownLatch finished = new CountDownLatch(1);
    private final List<Runnable> actions = new ArrayList<>(1);
    private volatile ExecState state = ExecState.PENDING;
    private @Nullable Outcome outcome;
    private @Nullable Failure failure;

    /** Tells whether one state may follow another. */
    static boolean mayFollow(ExecState from, ExecState to) {
        return NEXT.getOrDefault(from, Set.of()).contains(to);
    }

    ExecState state() {
        return state;
    }

    /** Returns the outcome if the state is COMPLETE. */
    synchronized Optional<Outcome> outcome() {
        return Optional.ofNullable(outcome);
    }

    /** Returns the failure if the state is LOST. */
    synchronized Optional<Failure> failure() {
        return Optional.ofNullable(failure);
    }

    /** Goes on to a state that is not final. */
    synchronized void advance(ExecState to) {
        move(to);
    }

    /** Goes on to COMPLETE. The actions run when {@link #publish} is called. */
    synchronized void complete(Outcome how) {
        move(ExecState.COMPLETE);
        outcome = how;
    }

    /** Goes on to LOST. Returns false, and does nothing, if the state is final. */
    synchronized boolean lose(Failure why) {
        if (state.isFinal()) {
            return false;
        }
        failure = why;
        move(ExecState.LOST);
        return true;
    }

    private void move(ExecState to) {
        if (!mayFollow(state, to)) {
            throw new IllegalStateException(to + " cannot follow " + state);
        }
        state = to;
    }

    /** Wakes up whoever waits for a final state, and runs the actions, on this thread. Called once, in a final state. */
    void publish() {
        List<Runnable> ready;
        synchronized (this) {
            finished.countDown();
            ready = List.copyOf(actions);
            actions.clear();
        }
        ready.forEach(Lifecycle::run);
    }

    /** Runs an action when the final state is published, or at once. */
    void onFinal(Runnable action) {
        synchronized (this) {
            if (finished.getCount() > 0) {
                actions.add(action);
                return;
            }
        }
        run(action);
    }

    private static void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "an action on the completion of an exec failed", e);
        }
    }

    /** Waits until the final state is published. */
    void await() throws InterruptedException {
        finished.await();
    }

    /** Waits until the final state is published, at most for a time. Returns whether it was. */
    boolean await(Duration limit) throws InterruptedException {
        return finished.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }
}
