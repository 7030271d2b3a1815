package io.weirflow.run.state;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.weirflow.run.NodeClaim;
import io.weirflow.store.CommitId;
import io.weirflow.store.StateRecord;
import java.util.Optional;

/**
 * What this process remembers of its claims: the records that they wrote, which saves reading them again, and the commits of which
 * it could not be found out whether they took effect. What is forgotten costs a read, or waits for the end of the session.
 */
final class HeldClaims {
    private static final long REMEMBERED = 10_000;

    private final Cache<NodeClaim, StateRecord> records =
            CacheBuilder.newBuilder().maximumSize(REMEMBERED).build();
    private final Cache<CommitId, CommitId> uncertain =
            CacheBuilder.newBuilder().maximumSize(REMEMBERED).build();

    void add(NodeClaim claim, StateRecord record) {
        records.put(claim, record);
    }

    /** Returns the record that a claim wrote and forgets it. */
    Optional<StateRecord> take(NodeClaim claim) {
        return Optional.ofNullable(records.asMap().remove(claim));
    }

    void addUncertain(CommitId commit) {
        uncertain.put(commit, commit);
    }

    /** Tells whether a record is the effect of a claim of which that was not known, and forgets it. */
    boolean takeUncertain(StateRecord record) {
        return uncertain.asMap().remove(record.version()) != null;
    }
}
