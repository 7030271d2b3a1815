package io.weirflow.run.graph;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.time.Duration;

/**
 * How long a node waits, after an attempt that failed, until it can be claimed again. It is kept to whole milliseconds.
 *
 * @param first after its first attempt
 * @param factor by which the wait grows with each further attempt; at least 1
 * @param longest the longest wait; not shorter than the first
 */
public record RetryDelay(Duration first, double factor, Duration longest) {
    /** The longest wait that can be asked for. */
    public static final Duration MAX = Duration.ofDays(365);

    /**
     * Checks the ranges.
     *
     * @throws WeirflowException of kind INVALID if a wait is not between a millisecond and {@link #MAX}, the longest is shorter than
     *     the first, or the factor is less than 1 or no number
     */
    public RetryDelay {
        boolean right = first.toMillis() > 0
                && longest.compareTo(first) >= 0
                && longest.compareTo(MAX) <= 0
                && factor >= 1
                && Double.isFinite(factor);
        if (!right) {
            throw WeirflowException.of(
                    ErrorKind.INVALID,
                    "retry delay",
                    "expected waits from a millisecond to " + MAX
                            + ", the longest not shorter than the first, and a factor" + " of 1 or more",
                    first,
                    factor,
                    longest);
        }
    }

    /** Returns a wait that is the same after each attempt. */
    public static RetryDelay of(Duration always) {
        return new RetryDelay(always, 1, always);
    }

    /** Returns a wait that doubles with each attempt, up to the longest. */
    public static RetryDelay doubling(Duration first, Duration longest) {
        return new RetryDelay(first, 2, longest);
    }

    /** Returns the wait after the attempt of a number, counted from 1. */
    public Duration after(int attempts) {
        double millis = first.toMillis() * Math.pow(factor, Math.max(0, attempts - 1));
        return Duration.ofMillis((long) Math.min(millis, (double) longest.toMillis()));
    }
}
