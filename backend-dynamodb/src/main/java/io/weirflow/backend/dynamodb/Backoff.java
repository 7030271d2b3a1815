package io.weirflow.backend.dynamodb;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Retry;
import io.weirflow.base.WeirflowException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long is waited where DynamoDB did part of what it was asked, or something else was under way on the same items: a
 * random time up to a bound that doubles. Immutable.
 *
 * @param tries how often is tried in all
 * @param first the first bound
 * @param longest the largest bound
 * @param sleeper how is waited
 */
record Backoff(int tries, Duration first, Duration longest, Retry.Sleeper sleeper) {
    /** About ten seconds in all. */
    static final Backoff USUAL = new Backoff(12, Duration.ofMillis(10), Duration.ofSeconds(2), Retry.Sleeper.SYSTEM);

    /**
     * Waits after a try.
     *
     * @param tried how often was tried, from 1
     * @throws WeirflowException of kind CANCELED if the thread is interrupted
     */
    void sleep(int tried, String operation) {
        long bound = Math.min(first.toNanos() << Math.min(tried - 1, 20), longest.toNanos());
        try {
            sleeper.sleep(Duration.ofNanos(1 + ThreadLocalRandom.current().nextLong(bound)));
        } catch (InterruptedException e) {
            throw WeirflowException.wrap(e, operation);
        }
    }

    /**
     * Waits after a part of a batch was left undone.
     *
     * @param inVain how often in sequence nothing was done, from 1
     * @throws WeirflowException of kind TEMPORARY if that was often enough
     */
    void pause(int inVain, String operation, int left, String table) {
        if (inVain >= tries) {
            throw WeirflowException.of(
                    ErrorKind.TEMPORARY,
                    operation,
                    left + " of a batch were left undone each time, the table is throttled: try again later,"
                            + " or raise its capacity",
                    table);
        }
        sleep(inVain, operation);
    }
}
