package io.weirflow.cache;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.repository.CollectPolicy;
import io.weirflow.repository.CollectSummary;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A persistent map from digests to small values, by kind: the index of the cache.
 *
 * <p>Implementations MUST be thread-safe and pass {@code io.weirflow.testkit.AssocContract}. Methods block and are
 * interruptible. Reads and writes come in batches: implementations MUST use as few round trips as their store allows. A
 * batch is not atomic, but each entry is; after a successful {@code store} every entry of the batch is durable.
 */
public interface Assoc {
    /** The largest number of digests that {@link #expand} returns. */
    int MAX_EXPANSIONS = 10;

    /** Returns the values of those keys that are present, and marks them as used. */
    Map<AssocKey, AssocValue> get(Collection<AssocKey> keys);

    /** Returns the value of a key. */
    default Optional<AssocValue> get(AssocKey key) {
        return Optional.ofNullable(get(List.of(key)).get(key));
    }

    /** Stores entries, replacing those that are present. */
    void store(Map<AssocKey, AssocValue> entries);

    /** Removes entries; those that are not present are no failure. */
    void delete(Collection<AssocKey> keys);

    /**
     * Returns the digests of keys of a kind whose hexadecimal form starts with the given digits (at least 4, at most 64, lower
     * case), at most {@value #MAX_EXPANSIONS}, ascending. Not a use of the entries.
     *
     * @throws WeirflowException of kind INVALID for other texts ({@link DigestPrefix} checks them)
     */
    List<Digest> expand(AssocKind kind, String hexPrefix);

    /** Returns the number of entries, possibly an estimate that is hours old. */
    long count();

    /** Calls back for each entry of the given kinds, in no particular order; entries stored meanwhile may be left out. */
    void scan(Set<AssocKind> kinds, Consumer<AssocEntry> action);

    /**
     * Removes the entries whose key's digest a policy says is garbage, the threshold being compared with the last use.
     *
     * @throws WeirflowException of kind NOT_SUPPORTED if this assoc does not collect
     */
    default CollectSummary collect(CollectPolicy policy) {
        throw WeirflowException.of(
                ErrorKind.NOT_SUPPORTED,
                "collect",
                "this assoc cannot collect garbage",
                getClass().getSimpleName());
    }
}
