package io.weirflow.run.state;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.weirflow.run.NodeClaim;
import io.weirflow.store.CommitId;
import io.weirflow.store.StateKey;
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
    private final Cache<Uncertain, Boolean> uncertain =
            CacheBuilder.newBuilder().maximumSize(REMEMBERED).build();

    /** A node's record as a commit would have written it. */
    private record Uncertain(StateKey node, CommitId commit) {}

    void add(NodeClaim claim, StateRecord record) {
        records.put(claim, record);
    }

    /** Returns the record that a claim wrote and forgets it. */
    Optional<StateRecord> take(NodeClaim claim) {
        return Optional.ofNullable(records.asMap().remove(claim));
    }

    void addUncertain(StateKey node, CommitId commit) {
        uncertain.put(new Uncertain(node, commit), true);
    }

    /** Tells whether a record is the effect of a claim of which that was not known, and forgets it. */
    boolean takeUncertain(StateRecord record) {
        return uncertain.asMap().remove(new Uncertain(record.key(), record.version())) != null;
    }
}
