package io.weirflow.eval;

import java.util.List;

/** Why a node was not served from the cache. */
public sealed interface Reason {
    /** The cache was not read, or the node was excluded from it. */
    record CacheNotRead() implements Reason {}

    /** Nothing like it was evaluated before under this name, as far as is recorded. */
    record NeverEvaluated() implements Reason {}

    /**
     * An input has another value than last time.
     *
     * @param input the input's name, or its number
     */
    record InputChanged(String input) implements Reason {}

    /** Command, outputs or environment variables are not those of last time. */
    record CommandChanged() implements Reason {}

    /** The image or the host is not that of last time. */
    record EnvironmentChanged() implements Reason {}

    /**
     * A source is not what it was last time.
     *
     * @param changes for each path what happened to it, such as {@code added a/b.txt}; at most some twenty, then how many more
     */
    record SourceChanged(List<String> changes) implements Reason {}

    /**
     * The result was in the cache, but blobs of it are gone.
     *
     * @param count how many
     */
    record ObjectsMissing(long count) implements Reason {}

    /**
     * The result was in the cache, but may not be used any more.
     *
     * @param detail why: assertions that no longer hold, an empty element, a malformed entry
     */
    record Rejected(String detail) implements Reason {}

    /** Everything is as it was last time, but its entry is no longer in the cache. */
    record EntryMissing() implements Reason {}
}
