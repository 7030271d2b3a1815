package io.weirflow.eval;

/** What can happen to a node in an evaluation. */
enum NodeEvent {
    /** Somebody needs its value. */
    NEEDED,
    /** The cache has a result for it that may be used. */
    HIT,
    /** The cache has none. */
    MISSED,
    /** The last input, or the graph that replaces it, came to a value. */
    INPUTS_READY,
    /** An input, or the graph that replaces it, failed. */
    INPUT_FAILED,
    /** The work gave a value. */
    COMPUTED,
    /** The work gave another graph that is evaluated in its place. */
    REPLACED,
    /** The work failed, or cannot be done at all. */
    BROKE,
    /** Its value's content, or that of an input, turned out to be gone: it is evaluated again. */
    REWOUND
}
