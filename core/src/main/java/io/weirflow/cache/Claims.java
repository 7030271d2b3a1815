package io.weirflow.cache;

import io.weirflow.digest.Digest;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides between evaluators in different processes which one does a piece of work, so that the same work that two need at the same
 * time is done once. It is a matter of cost only: results are right whoever does what. Thread-safe.
 */
public interface Claims {
    /** The right to do a piece of work, for this process. */
    interface Claim {
        /**
         * Gives it up, after the result was stored or the work has failed. May block; does not throw if the store cannot be reached:
         * the claim then ends with the process. Idempotent.
         */
        void release();
    }

    /**
     * Claims a piece of work. A process that has claimed it may claim it again, and has it until each claim is released. May block.
     *
     * @param work what the work is: equal for equal work
     * @return empty if another process has claimed it, which either finishes or, having ended, loses the claim
     */
    default Optional<Claim> tryClaim(Digest work) {
        return Optional.ofNullable(tryClaimAll(Set.of(work)).get(work));
    }

    /**
     * Claims several pieces of work, as {@link #tryClaim} claims one, in as few requests as can be.
     *
     * @return the claims that were had, by their work; the rest other processes have claimed
     */
    Map<Digest, Claim> tryClaimAll(Set<Digest> works);

    /** Gives up several claims, as {@link Claim#release} does one, in as few requests as can be. */
    void releaseAll(Collection<Claim> claims);

    /** Returns after how long it is worth to look again for work that another process has claimed. */
    Duration pollInterval();
}
