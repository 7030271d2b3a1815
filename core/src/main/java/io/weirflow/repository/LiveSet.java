package io.weirflow.repository;

import io.weirflow.digest.Digest;
import java.util.Set;

/**
 * A set of digests that must be kept. It may say yes to a digest that was not put into it, never no to one that was.
 * Implementations are thread-safe.
 */
@FunctionalInterface
public interface LiveSet {
    /** Keeps nothing. */
    LiveSet NONE = digest -> false;

    /** Tells whether a digest is to be kept. */
    boolean contains(Digest digest);

    /** Returns exactly the given digests. */
    static LiveSet exactly(Set<Digest> digests) {
        return Set.copyOf(digests)::contains;
    }
}
