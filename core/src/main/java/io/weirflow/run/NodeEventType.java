package io.weirflow.run;

/** Why a node can be claimed. */
public enum NodeEventType {
    /** Everything that it depends on has succeeded, or it is to be tried again. */
    NODE_READY,
    /** The session of the agent that had claimed it has ended. Whoever claims it finishes it as an error. */
    NODE_ORPHANED
}
