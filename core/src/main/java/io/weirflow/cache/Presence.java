package io.weirflow.cache;

/** Whether the blobs of a cached result are checked to be there before it is used. */
public enum Presence {
    /** They are, in batches, each blob once in an evaluation; a result whose blobs are missing is computed again. */
    CHECK,
    /**
     * They are not, but an evaluation looks for the contents of its targets at its end, once, and computes again what is missing: of
     * what it gives, all is there.
     */
    CHECK_TARGETS,
    /**
     * They are not: whoever collects garbage removes entries before blobs. A blob that is found missing when it is needed is computed
     * again within the same evaluation; what is missing of a target shows when the target is read.
     */
    TRUST
}
