package io.weirflow.run.state;

import io.weirflow.run.ClaimedNode;
import io.weirflow.store.CommitId;
import io.weirflow.store.StateRecord;
import io.weirflow.store.Write;
import java.util.ArrayList;
import java.util.List;

/**
 * What claims of some nodes take: writes, to be committed under one identity, and what is had when they have taken effect. Not
 * thread-safe.
 */
final class ClaimPlan {
    private final CommitId id = CommitId.random();
    private final List<Write> writes = new ArrayList<>();
    private final List<ClaimedNode> taken = new ArrayList<>();
    private final List<StateRecord> records = new ArrayList<>();
    private final List<ClaimedNode> had = new ArrayList<>();
    private final List<StateRecord> uncertain = new ArrayList<>();

    /** Returns the identity of the commit that the writes must be a part of. */
    CommitId id() {
        return id;
    }

    List<Write> writes() {
        return writes;
    }

    /** Adds a node that is claimed by these writes, the first of which writes the given record. */
    void take(ClaimedNode node, StateRecord record, List<Write> itsWrites) {
        taken.add(node);
        records.add(record);
        writes.addAll(itsWrites);
    }

    /** Adds a node that an earlier claim, which wrote the given record, has had without that this was known. */
    void has(ClaimedNode node, StateRecord record) {
        had.add(node);
        uncertain.add(record);
    }

    /** Lets others find what earlier claims have had, since nothing comes of this plan. */
    void giveUp(HeldClaims held) {
        uncertain.forEach(record -> held.addUncertain(record.key(), record.version()));
        uncertain.clear();
    }

    /** Lets others find what this plan may have taken, since it could not be found out. */
    void mayHaveTakenEffect(HeldClaims held) {
        records.forEach(record -> held.addUncertain(record.key(), id));
    }

    /** Returns all nodes that are claimed if it takes effect. */
    List<ClaimedNode> claimed() {
        List<ClaimedNode> all = new ArrayList<>(taken);
        all.addAll(had);
        return all;
    }

    /** Remembers what it has written, once it has taken effect. */
    void remember(HeldClaims held) {
        for (int i = 0; i < taken.size(); i++) {
            held.add(taken.get(i).claim(), records.get(i));
        }
    }
}
