package io.weirflow.cache;

import io.weirflow.digest.Digest;
import io.weirflow.repository.BloomLiveSet;
import io.weirflow.repository.LiveSet;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gathers a live set: exactly where few entries are expected, in a Bloom filter otherwise. */
final class LiveSetBuilder {
    private static final long MAX_EXACT = 1_000_000;
    private static final double ERRORS = 1e-6;

    private final Set<Digest> exact = new HashSet<>();
    private final BloomLiveSet.@Nullable Builder bloom;

    /**
     * Starts a set.
     *
     * @param entries how many entries of the assoc are expected
     * @param each how many digests for each
     */
    LiveSetBuilder(long entries, long each) {
        this.bloom = entries > MAX_EXACT ? BloomLiveSet.builder(entries * each, ERRORS) : null;
    }

    void add(Digest digest) {
        if (bloom != null) {
            bloom.add(digest);
        } else {
            exact.add(digest);
        }
    }

    LiveSet build() {
        return bloom != null ? bloom.build() : LiveSet.exactly(exact);
    }
}
