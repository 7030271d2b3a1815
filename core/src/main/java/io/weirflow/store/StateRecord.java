package io.weirflow.store;

/**
 * A record as it was read.
 *
 * @param key its name
 * @param value its content
 * @param version the id of the commit that wrote it
 */
public record StateRecord(StateKey key, StateValue value, CommitId version) {
    /** Returns the size of key and value in bytes. */
    public int bytes() {
        return key.bytes() + value.size();
    }
}
