package io.weirflow.executor.docker;

/** When an image is pulled from its registry. */
public enum PullPolicy {
    /** When the engine does not have it. */
    IF_MISSING,
    /** Whenever its name is resolved, so that a tag that was moved in the registry is noticed. */
    ALWAYS,
    /** Never: an image that the engine does not have is an error. */
    NEVER
}
