package io.weirflow.testkit;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong in a {@link FaultyRepository} or {@link FaultyAssoc}: for each operation, by the name of the method, a queue of
 * faults of which each call takes one; and how often each operation was called. Thread-safe.
 */
public final class Faults {
    private final Map<String, Deque<Fault>> planned = new HashMap<>();
    private final Map<String, Integer> calls = new HashMap<>();

    private sealed interface Fault {
        record Before(ErrorKind kind) implements Fault {}

        record After(ErrorKind kind) implements Fault {}

        record Truncate(long bytes) implements Fault {}

        record Flip(long position) implements Fault {}

        record Hold(CountDownLatch until) implements Fault {}
    }

    /** Damage to the bytes of a stream. */
    sealed interface Damage {
        /** The stream ends early. */
        record Truncated(long bytes) implements Damage {}

        /** A bit of one byte is wrong. */
        record Flipped(long position) implements Damage {}
    }

    /** Lets the next calls of an operation fail before they have any effect. */
    public Faults failBefore(String operation, int times, ErrorKind kind) {
        return plan(operation, times, new Fault.Before(kind));
    }

    /** Lets the next calls of an operation fail after they have taken effect, as when a reply is lost. */
    public Faults failAfter(String operation, int times, ErrorKind kind) {
        return plan(operation, times, new Fault.After(kind));
    }

    /** Lets the streams of the next calls of an operation end after some bytes. */
    public Faults truncate(String operation, int times, long bytes) {
        return plan(operation, times, new Fault.Truncate(bytes));
    }

    /** Changes one byte in the streams of the next calls of an operation. */
    public Faults flip(String operation, int times, long position) {
        return plan(operation, times, new Fault.Flip(position));
    }

    /** Lets the next call of an operation wait until a latch is open. */
    public Faults hold(String operation, CountDownLatch until) {
        return plan(operation, 1, new Fault.Hold(until));
    }

    private synchronized Faults plan(String operation, int times, Fault fault) {
        Deque<Fault> queue = planned.computeIfAbsent(operation, any -> new ArrayDeque<>());
        for (int i = 0; i < times; i++) {
            queue.add(fault);
        }
        return this;
    }

    /** Returns how often an operation was called. */
    public synchronized int calls(String operation) {
        return calls.getOrDefault(operation, 0);
    }

    /** Sets all counts to zero. */
    public synchronized void resetCalls() {
        calls.clear();
    }

    /** Tells whether every planned fault has happened. */
    public synchronized boolean allHappened() {
        return planned.values().stream().allMatch(Deque::isEmpty);
    }

    private synchronized @Nullable Fault next(String operation) {
        calls.merge(operation, 1, Integer::sum);
        Deque<Fault> queue = planned.get(operation);
        return queue == null ? null : queue.poll();
    }

    /** Does an operation with the fault that is planned for it. */
    <T> T run(String operation, Supplier<T> work) {
        return run(operation, damage -> work.get());
    }

    /** Does an operation without a result with the fault that is planned for it. */
    void run(String operation, Runnable work) {
        run(operation, damage -> {
            work.run();
            return true;
        });
    }

    /** An operation that can be told to damage what it returns. */
    @FunctionalInterface
    interface Damageable<T> {
        T run(@Nullable Damage damage);
    }

    <T> T run(String operation, Damageable<T> work) {
        Fault fault = next(operation);
        if (fault instanceof Fault.Before before) {
            throw failure(operation, before.kind(), "before it had any effect");
        }
        if (fault instanceof Fault.Hold hold) {
            await(operation, hold.until());
        }
        T result = work.run(damage(fault));
        if (fault instanceof Fault.After after) {
            throw failure(operation, after.kind(), "after it had taken effect");
        }
        return result;
    }

    private static @Nullable Damage damage(@Nullable Fault fault) {
        if (fault instanceof Fault.Truncate truncate) {
            return new Damage.Truncated(truncate.bytes());
        }
        return fault instanceof Fault.Flip flip ? new Damage.Flipped(flip.position()) : null;
    }

    private static WeirflowException failure(String operation, ErrorKind kind, String when) {
        return WeirflowException.of(kind, operation, "was told to fail " + when);
    }

    private static void await(String operation, CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw WeirflowException.wrap(e, operation);
        }
    }
}
