package io.weirflow.eval;

/** In which order nodes are looked up in the cache. */
public enum LookupOrder {
    /** From the targets down, by logical key: what a cached node depends on is not looked at. Physical keys are tried after a miss. */
    TOP_DOWN,
    /** From the sources up: each node by its physical keys, then its logical key, once its dependencies have values. */
    BOTTOM_UP
}
