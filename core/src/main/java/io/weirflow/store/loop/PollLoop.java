package io.weirflow.store.loop;

import io.weirflow.base.Threads;
import io.weirflow.base.WeirflowException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A thread that does a step at intervals: at once after a {@link #wake}, at once again after a step that says that there is more to
 * do, otherwise after the interval, which varies by a tenth so that many processes do not step at the same time. After a failure,
 * which is logged, it waits longer each time, up to thirty intervals. Thread-safe.
 */
public final class PollLoop implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PollLoop.class.getName());
    private static final int LONGEST_BACKOFF = 30;
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

    private final String name;
    private final Duration interval;
    private final Step step;
    private final Signal signal = new Signal();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean closed;
    /** The thread while it steps or waits; under the lock, so that no interrupt reaches what it does afterwards. */
    private @Nullable Thread thread;

    private final Object lock = new Object();

    /** What a loop does. */
    @FunctionalInterface
    public interface Step {
        /** Does what there is to do; returns whether there is more, to be done at once. */
        boolean run();
    }

    private PollLoop(String name, Duration interval, Step step) {
        this.name = name;
        this.interval = interval;
        this.step = step;
    }

    /** Starts a loop, whose first step is done at once. The name is for messages. */
    public static PollLoop start(String name, Duration interval, Step step) {
        PollLoop loop = new PollLoop(name, interval, step);
        Threads.perTaskExecutor().execute(loop::loop);
        return loop;
    }

    /** Lets the next step begin as soon as the current one has ended. Does not wait. */
    public void wake() {
        signal.raise();
    }

    private void loop() {
        setThread(Thread.currentThread());
        try {
            int failures = 0;
            while (!closed) {
                boolean more = false;
                try {
                    more = step.run();
                    failures = 0;
                } catch (RuntimeException e) {
                    failures++;
                    log(e, failures);
                }
                if (!more && !closed) {
                    signal.await(pause(failures));
                }
            }
        } catch (InterruptedException e) {
            // closed, or the thread is wanted back: either way this is the end
        } finally {
            setThread(null);
            Thread.interrupted(); // it goes back to a pool
            ended.countDown();
        }
    }

    private void setThread(@Nullable Thread current) {
        synchronized (lock) {
            thread = current;
        }
    }

    /** Interrupts the loop; returns false if this is the loop itself. */
    private boolean interrupt() {
        synchronized (lock) {
            if (thread == Thread.currentThread()) {
                return false;
            }
            if (thread != null) {
                thread.interrupt();
            }
            return true;
        }
    }

    private Duration pause(int failures) {
        long factor = Math.min(LONGEST_BACKOFF, 1L << Math.min(failures, 10));
        double jitter = 0.9 + 0.2 * ThreadLocalRandom.current().nextDouble();
        return Duration.ofNanos((long) (interval.toNanos() * factor * jitter));
    }

    private void log(RuntimeException e, int failures) {
        if (closed) {
            return;
        }
        String text = e instanceof WeirflowException w ? w.failure().toString() : e.toString();
        LOG.log(
                failures == 1 ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
                () -> name + " failed and will be tried again: " + text);
    }

    /** Ends the loop: interrupts the step under way and waits for its end, at most ten seconds. Idempotent. */
    @Override
    public void close() {
        closed = true;
        signal.raise();
        if (!interrupt()) {
            return;
        }
        try {
            if (!ended.await(CLOSE_LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "{0} did not end within {1}", name, CLOSE_LIMIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
