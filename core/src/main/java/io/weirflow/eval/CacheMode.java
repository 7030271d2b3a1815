package io.weirflow.eval;

/** What an evaluation does with the cache. */
public enum CacheMode {
    /** Neither reads nor writes. */
    OFF,
    /** Looks results up, writes none. */
    READ,
    /** Writes results, looks none up: everything runs anew. */
    WRITE,
    /** Looks results up and writes new ones. */
    READ_WRITE;

    /** Tells whether results are looked up. */
    public boolean reads() {
        return this == READ || this == READ_WRITE;
    }

    /** Tells whether results are written. */
    public boolean writes() {
        return this == WRITE || this == READ_WRITE;
    }
}
