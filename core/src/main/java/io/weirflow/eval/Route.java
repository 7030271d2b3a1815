package io.weirflow.eval;

/** Where the cache comes in on a node's way to a value. */
enum Route {
    /** It is looked up first; only on a miss its inputs are evaluated, and then it is looked up by what they are. */
    LOOKUP_FIRST,
    /** Its inputs are evaluated first, then it is looked up. */
    INPUTS_FIRST,
    /** It is not looked up. */
    DIRECT
}
