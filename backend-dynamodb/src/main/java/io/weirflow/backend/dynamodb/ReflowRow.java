package io.weirflow.backend.dynamodb;

import io.weirflow.digest.Digest;
import java.time.Instant;
import java.util.Optional;

/** A row of Reflow's task database. Times are whole seconds. */
public sealed interface ReflowRow permits ReflowRun, ReflowTask, ReflowAlloc, ReflowPool {
    /** Returns its identity. */
    Digest id();

    /** Returns when it began. */
    Instant start();

    /** Returns until when it is alive unless that is prolonged, as its process said last. */
    Optional<Instant> keepalive();

    /** Returns when it ended, if it did. */
    Optional<Instant> end();

    /** Tells whether it is under way: it has not ended, and its process still keeps it alive. */
    default boolean isActive(Instant now) {
        return end().isEmpty()
                && keepalive().filter(alive -> !alive.isBefore(now)).isPresent();
    }
}
