package io.weirflow.eval;

/** What the evaluator does upon a transition of a node. */
enum NodeAction {
    /** Nothing. */
    NONE,
    /** Look it up by its logical key. */
    LOOK_UP,
    /** See that its inputs are evaluated, and wait for them. */
    NEED_INPUTS,
    /** Look it up by its physical keys and its logical key. */
    LOOK_UP_WITH_INPUTS,
    /** Do its work. */
    RUN,
    /** Take over the value of the graph that replaced it. */
    TAKE_OVER,
    /** Wait for the graph that replaces it. */
    NEED_REPLACEMENT,
    /** Tell those who wait for it. */
    PUBLISH
}
