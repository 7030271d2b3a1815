package io.weirflow.journal;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Retry;
import io.weirflow.base.WeirflowException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** Tries a change again that others were faster than. */
final class Overtaken {
    private static final int RETRIES = 5;
    private static final Duration LONGEST_WAIT = Duration.ofMillis(5);
    private static final Retry POLICY = new Retry(
            RETRIES,
            LONGEST_WAIT,
            1,
            LONGEST_WAIT,
            e -> e instanceof VersionConflictException,
            Overtaken::waitAtRandom);

    private Overtaken() {}

    static <T> T retry(Supplier<T> change) {
        try {
            return POLICY.call(change);
        } catch (VersionConflictException e) {
            throw WeirflowException.wrap(
                    e, ErrorKind.TOO_MANY_TRIES, "change history, overtaken " + (RETRIES + 1) + " times");
        }
    }

    /** Waits up to a time, lest those that met once meet again. */
    private static void waitAtRandom(Duration longest) throws InterruptedException {
        long nanos = ThreadLocalRandom.current().nextLong(longest.toNanos());
        Retry.Sleeper.SYSTEM.sleep(Duration.ofNanos(nanos));
    }
}
