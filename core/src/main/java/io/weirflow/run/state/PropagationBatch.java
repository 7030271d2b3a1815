package io.weirflow.run.state;

import io.weirflow.run.graph.Conclusion;
import io.weirflow.store.Commit;
import io.weirflow.store.Condition;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import io.weirflow.store.StateValue;
import io.weirflow.store.Write;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One commit of a propagation: the nodes that it changes, the entries that caused that, and the run's counters. */
final class PropagationBatch {
    /** What one more entry and one more node may add: the entry, the node, its index record, or the entry that it becomes. */
    private static final int MOST_AT_ONCE = 3;

    private static final long MAX_BYTES = 2L << 20;

    private final Shared shared;
    private final StoredGraph graph;
    private StateRecord progressRecord;
    private Progress progress;
    private final Map<Integer, Change> changes = new LinkedHashMap<>();
    private final Set<PendingEntry> entries = new LinkedHashSet<>();
    private final Map<Integer, StateRecord> committed = new HashMap<>();
    private int writes = 1; // the progress
    private long bytes;

    /** What becomes of a node. */
    private record Change(Optional<StateRecord> read, NodeRecord node, Optional<Write> index) {}

    PropagationBatch(Shared shared, StoredGraph graph, StateRecord progressRecord) {
        this.shared = shared;
        this.graph = graph;
        this.progressRecord = progressRecord;
        this.progress = Progress.read(progressRecord);
    }

    /** Tells whether an entry can be touched and a node be changed in whatever way. */
    boolean hasRoom() {
        return writes + MOST_AT_ONCE <= StateStore.MAX_WRITES && bytes < MAX_BYTES;
    }

    void touch(PendingEntry entry) {
        if (entries.add(entry)) {
            writes++;
        }
    }

    /** Notes that all that an entry causes is in this batch. */
    void done(PendingEntry entry) {
        entry.setDone();
        if (entry.stored().isEmpty()) {
            writes--; // it was never written and need not be
        }
        if (entry.isNode()) {
            progress = progress.plus(entry.conclusion(), shared.now());
        } else if (entry.isStart()) {
            progress = progress.withBegun();
        }
    }

    /** Returns a node as an earlier step of this batch has left it. */
    Optional<NodeRecord> changed(int place) {
        return Optional.ofNullable(changes.get(place)).map(Change::node);
    }

    void count(int place, Optional<StateRecord> read, NodeRecord node) {
        change(place, new Change(read, node.counted(node.done() + 1), Optional.empty()));
    }

    void ready(int place, Optional<StateRecord> read, NodeRecord node) {
        change(place, new Change(read, node.ready(), Optional.of(ClaimableIndex.ready(graph, place))));
    }

    /** Completes a node that was never attempted and returns the entry that it becomes. */
    PendingEntry skip(int place, Optional<StateRecord> read, NodeRecord node, Conclusion conclusion) {
        change(place, new Change(read, node.completed(conclusion, shared.now()), Optional.empty()));
        PendingEntry entry = PendingEntry.created(place, conclusion);
        touch(entry);
        return entry;
    }

    /** Completes a node as canceled. Nothing follows from that, since all nodes of the run are. */
    void cancel(int place, Optional<StateRecord> read, NodeRecord node) {
        Optional<Write> index = node.isClaimable() ? Optional.of(ClaimableIndex.gone(graph, place)) : Optional.empty();
        change(place, new Change(read, node.completed(Conclusion.CANCELED, shared.now()), index));
        progress = progress.plus(Conclusion.CANCELED, shared.now());
    }

    private void change(int place, Change change) {
        Change before = changes.put(place, change);
        writes += size(change) - (before == null ? 0 : size(before));
        bytes += change.node().value().size();
    }

    private static int size(Change change) {
        return change.index().isPresent() ? 2 : 1;
    }

    /** Commits; returns false if others have changed something, in which case nothing has happened. */
    boolean commit() {
        Commit.Builder builder =
                Commit.builder().put(progressRecord.key(), progress.value(), Condition.unchanged(progressRecord));
        Map<Integer, StateValue> values = new HashMap<>();
        changes.forEach((place, change) -> {
            StateValue value = change.node().value();
            values.put(place, value);
            builder.put(key(place), value, Condition.unchanged(change.read()));
            change.index().ifPresent(builder::add);
        });
        entries.forEach(entry -> write(entry, builder));
        Commit commit = builder.build();
        if (shared.commits().send(commit).isPresent()) {
            return false;
        }
        progressRecord = new StateRecord(progressRecord.key(), progress.value(), commit.id());
        values.forEach((place, value) -> committed.put(place, new StateRecord(key(place), value, commit.id())));
        for (PendingEntry entry : entries) {
            if (!entry.isDone()) {
                StateKey key = entry.stored()
                        .map(StateRecord::key)
                        .orElse(shared.keys().outbox(graph.run(), entry.place()));
                entry.setStored(new StateRecord(key, entry.current().value(), commit.id()));
            }
        }
        return true;
    }

    private StateKey key(int place) {
        return shared.keys().node(graph.run(), place);
    }

    private void write(PendingEntry entry, Commit.Builder builder) {
        if (entry.isDone()) {
            entry.stored().ifPresent(record -> builder.delete(record.key(), Condition.unchanged(record)));
        } else {
            Condition unchanged = Condition.unchanged(entry.stored());
            StateKey key =
                    entry.stored().map(StateRecord::key).orElse(shared.keys().outbox(graph.run(), entry.place()));
            builder.put(key, entry.current().value(), unchanged);
        }
    }

    /** Returns the run's counters, as they are now. */
    StateRecord progress() {
        return progressRecord;
    }

    /** Returns the nodes that the commit has written, as they are now. */
    Map<Integer, StateRecord> committed() {
        return committed;
    }
}
