package io.weirflow.store.lease;

/** What a process knows about its own session. */
public enum SessionState {
    /** It was renewed within its time to live: no observer can have ended it yet. */
    ALIVE,
    /**
     * It was not renewed for its time to live, for example because the store cannot be reached. Others may have ended it.
     * Whoever controls something that does not check tokens stops; others may go on, since their commits check.
     */
    DOUBTFUL,
    /** Somebody ended it. This is for ever. */
    LOST,
    /** It was closed by its owner. */
    CLOSED
}
