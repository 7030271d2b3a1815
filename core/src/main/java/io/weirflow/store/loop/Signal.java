package io.weirflow.store.loop;

import com.google.common.base.Ticker;
import io.weirflow.base.WeirflowException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A hint that something may have changed. Hints are merged: however many come before a wait, one wait ends at once.
 * Thread-safe.
 */
public final class Signal {
    private final Semaphore raised = new Semaphore(0);

    /** Creates a signal that is not raised. */
    public Signal() {}

    /** Ends the current wait, or else the next one. */
    public void raise() {
        raised.release();
    }

    /**
     * Waits for the signal, at most for a time of the machine. Returns whether it was raised.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean await(Duration limit) throws InterruptedException {
        boolean came = raised.tryAcquire(Math.max(0, limit.toNanos()), TimeUnit.NANOSECONDS);
        raised.drainPermits();
        return came;
    }

    /**
     * Looks for something until it is there or the time is up: at once, whenever the signal is raised, and at the poll
     * interval. With a limit of zero it looks once.
     *
     * @throws WeirflowException of kind CANCELED if the thread is interrupted; what the look throws
     */
    public <T> Optional<T> awaitFor(Duration limit, Duration interval, Ticker ticker, Supplier<Optional<T>> look) {
        long begin = ticker.read();
        while (true) {
            Optional<T> found = look.get();
            Duration left = limit.minusNanos(ticker.read() - begin);
            if (found.isPresent() || left.isZero() || left.isNegative()) {
                return found;
            }
            try {
                await(left.compareTo(interval) < 0 ? left : interval);
            } catch (InterruptedException e) {
                throw WeirflowException.wrap(e, "wait");
            }
        }
    }
}
