package io.weirflow.repository;

import java.time.Instant;

/**
 * What is garbage: an entry that is not {@code live} and either is {@code dead} or was last changed (a blob) or used (a
 * cache entry) at or before the {@code threshold}.
 *
 * @param live what is kept in any case
 * @param dead what goes even if it is recent
 * @param threshold how old an entry must be to go; {@link Instant#MAX} for any age
 * @param dryRun whether to count only
 */
public record CollectPolicy(LiveSet live, LiveSet dead, Instant threshold, boolean dryRun) {
    /** Returns a policy that removes everything that is not live, whatever its age. */
    public static CollectPolicy allBut(LiveSet live) {
        return new CollectPolicy(live, LiveSet.NONE, Instant.MAX, false);
    }

    /** Tells whether an entry is garbage. */
    public boolean isGarbage(io.weirflow.digest.Digest digest, Instant lastUse) {
        return !live.contains(digest) && (dead.contains(digest) || !lastUse.isAfter(threshold));
    }

    /** Returns this policy as one that only counts. */
    public CollectPolicy asDryRun() {
        return new CollectPolicy(live, dead, threshold, true);
    }
}
