package io.weirflow.base;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Tries work again after failures that may pass, waiting longer each time.
 *
 * @param retries how often it is tried again after the first time; 0 or more
 * @param first how long is waited before the first retry
 * @param factor by which the wait grows from one retry to the next; at least 1
 * @param longest the longest wait
 * @param retryable which failures are worth another try
 * @param sleeper how is waited
 */
public record Retry(
        int retries,
        Duration first,
        double factor,
        Duration longest,
        Predicate<WeirflowException> retryable,
        Sleeper sleeper) {
    /** Waits. */
    @FunctionalInterface
    public interface Sleeper {
        /** Waits in real time. */
        Sleeper SYSTEM = duration -> new CountDownLatch(1).await(duration.toNanos(), TimeUnit.NANOSECONDS);

        /**
         * Returns after a time.
         *
         * @throws InterruptedException if the calling thread is interrupted
         */
        void sleep(Duration duration) throws InterruptedException;
    }

    /** Checks the ranges. */
    public Retry {
        if (retries < 0 || factor < 1 || first.isNegative() || longest.isNegative()) {
            throw WeirflowException.of(
                    ErrorKind.INVALID,
                    "retry",
                    "expected no negative number and a factor of 1 or more",
                    retries,
                    first,
                    factor,
                    longest);
        }
    }

    /** Returns a policy that tries failures again that are {@linkplain ErrorKind#isTransient() transient}, in real time. */
    public static Retry ofTransient(int retries, Duration first, double factor, Duration longest) {
        return new Retry(retries, first, factor, longest, e -> e.failure().isTransient(), Sleeper.SYSTEM);
    }

    /** Returns this policy with another choice of failures. */
    public Retry withRetryable(Predicate<WeirflowException> value) {
        return new Retry(retries, first, factor, longest, value, sleeper);
    }

    /** Returns this policy with another way to wait. */
    public Retry withSleeper(Sleeper value) {
        return new Retry(retries, first, factor, longest, retryable, value);
    }

    /**
     * Does work until it succeeds, and returns its result.
     *
     * @throws WeirflowException the failure of the last try; kind CANCELED if the thread is interrupted in between
     */
    public <T> T call(Supplier<T> work) {
        double wait = first.toNanos();
        for (int retry = 0; ; retry++) {
            try {
                return work.get();
            } catch (WeirflowException e) {
                if (retry == retries || e.is(ErrorKind.CANCELED) || !retryable.test(e)) {
                    throw e;
                }
                pause(Duration.ofNanos((long) Math.min(wait, (double) longest.toNanos())), e);
                wait *= factor;
            }
        }
    }

    /** Does work until it succeeds; as {@link #call}. */
    public void run(Runnable work) {
        call(() -> {
            work.run();
            return true;
        });
    }

    private void pause(Duration duration, WeirflowException failure) {
        try {
            sleeper.sleep(duration);
        } catch (InterruptedException e) {
            WeirflowException canceled = WeirflowException.wrap(e, "retry");
            canceled.addSuppressed(failure);
            throw canceled;
        }
    }
}
