package io.weirflow.cache;

import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;

/** What a {@link Cache#lookup lookup} of one value found. */
public sealed interface LookupResult {
    /** No key has an entry. */
    LookupResult ABSENT = new Absent();

    /**
     * A value that may be used.
     *
     * @param key the key under which it was found
     * @param kind the kind of its entry
     * @param value the value
     */
    record Found(Digest key, AssocKind kind, Fileset value) implements LookupResult {}

    /** No key has an entry. */
    record Absent() implements LookupResult {}

    /**
     * There is an entry, but blobs of the value, or the one that holds the value itself, are not in the repository.
     *
     * @param key the key of the most preferred entry
     * @param missing how many blobs are missing
     */
    record Incomplete(Digest key, long missing) implements LookupResult {}

    /**
     * There is an entry, but it may not be used.
     *
     * @param key the key of the most preferred entry
     * @param detail why, for people
     */
    record Rejected(Digest key, String detail) implements LookupResult {}
}
