package io.weirflow.cache;

/** Whether the blobs of a cached result are checked to be there before it is used. */
public enum Presence {
    /** They are, in batches, each blob once in an evaluation; a result whose blobs are missing is computed again. */
    CHECK,
    /**
     * They are not: whoever collects garbage removes entries before blobs. A blob found missing later is computed again; those of
     * an evaluation's targets are looked for at its end.
     */
    TRUST
}
