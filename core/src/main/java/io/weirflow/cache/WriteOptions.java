package io.weirflow.cache;

/**
 * How values are written.
 *
 * @param format how they are stored
 * @param presence whether the blobs of a value are checked to be there first
 * @param acceptsReferences whether values may hold references to sources, which are not in the repository
 */
public record WriteOptions(ValueFormat format, Presence presence, boolean acceptsReferences) {
    /** Returns options for a format that check presence and refuse references. */
    public static WriteOptions of(ValueFormat format) {
        return new WriteOptions(format, Presence.CHECK, false);
    }

    /** Returns these options with another presence policy. */
    public WriteOptions withPresence(Presence value) {
        return new WriteOptions(format, value, acceptsReferences);
    }

    /** Returns these options with references accepted or refused. */
    public WriteOptions withReferences(boolean accepts) {
        return new WriteOptions(format, presence, accepts);
    }
}
