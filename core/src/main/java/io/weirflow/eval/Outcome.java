package io.weirflow.eval;

/** How a node came to its end. */
public enum Outcome {
    /** It ran and succeeded. */
    RAN,
    /** Its result was in the cache. */
    CACHED,
    /** It ran, or could not run, and failed. */
    FAILED,
    /** It was not tried since a dependency failed. */
    SKIPPED
}
