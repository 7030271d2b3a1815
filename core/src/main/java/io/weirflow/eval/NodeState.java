package io.weirflow.eval;

/** How far a node has come in an evaluation. */
enum NodeState {
    /** Known, not needed so far. */
    IDLE,
    /** Being looked up by its logical key, its inputs untouched. */
    LOOKUP,
    /** Waiting for its inputs. */
    WAITING,
    /** Being looked up by its physical keys, its inputs being known. */
    LOOKUP_WITH_INPUTS,
    /** At work, wherever that is. */
    RUNNING,
    /** Replaced by another graph, for whose value it waits. */
    EXPANDED,
    /** Has a value. */
    DONE,
    /** Failed by itself or because of an input. */
    FAILED;

    boolean isFinal() {
        return this == DONE || this == FAILED;
    }
}
