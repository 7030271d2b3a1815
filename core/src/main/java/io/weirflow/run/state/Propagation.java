package io.weirflow.run.state;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.run.NodeStatus;
import io.weirflow.run.graph.Conclusion;
import io.weirflow.store.Scan;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lets what is in the outbox of one run take effect, in commits as full as they may be. Each commit removes outbox entries, or moves
 * their cursors, together with what they have caused, so that a crash between any two commits loses and repeats nothing. A node
 * that is skipped is completed in one commit and becomes an entry itself, unless it is dealt with in the same commit.
 */
final class Propagation {
    private static final int ENTRIES_PER_SHARD = 100;
    private static final int READ_AHEAD = 200;
    private static final int MAX_COMMITS = 50;
    private static final int MAX_CONFLICTS = 20;

    private final Shared shared;
    private final StoredGraph graph;
    private final Map<Integer, Optional<StateRecord>> known = new HashMap<>();
    private final Deque<PendingEntry> pending = new ArrayDeque<>();
    private Optional<StateRecord> progress = Optional.empty();

    Propagation(Shared shared, StoredGraph graph) {
        this.shared = shared;
        this.graph = graph;
    }

    /** Works for some time; returns whether there is more to do. */
    boolean run() {
        int conflicts = 0;
        for (int commits = 0; commits < MAX_COMMITS; ) {
            if (pending.isEmpty() && !load()) {
                return false;
            }
            PropagationBatch batch = fill();
            if (batch.commit()) {
                commits++;
                batch.committed().forEach((place, record) -> known.put(place, Optional.of(record)));
                progress = Optional.of(batch.progress());
            } else if (++conflicts > MAX_CONFLICTS) {
                throw WeirflowException.of(
                        ErrorKind.TOO_MANY_TRIES, "propagate", "others changed the same nodes each time", graph.run());
            } else {
                progress = Optional.empty();
                known.clear();
                pending.clear();
            }
        }
        return true;
    }

    private boolean load() {
        known.clear();
        List<StateRecord> entries = new ArrayList<>();
        for (int shard = 0; shard < RunKeys.SHARDS; shard++) {
            entries.addAll(shared.store()
                    .scan(Scan.of(shared.keys().outbox(shard))
                            .prefix(graph.run() + "/")
                            .limit(ENTRIES_PER_SHARD))
                    .records());
        }
        entries.sort(Comparator.comparing(entry -> entry.key().sort()));
        entries.forEach(entry -> pending.add(PendingEntry.stored(entry)));
        return !entries.isEmpty();
    }

    private PropagationBatch fill() {
        PropagationBatch batch = new PropagationBatch(shared, graph, progress.orElseGet(this::readProgress));
        while (!pending.isEmpty() && batch.hasRoom()) {
            PendingEntry entry = pending.element();
            batch.touch(entry);
            if (!advance(entry, batch)) {
                break;
            }
            pending.remove();
            batch.done(entry);
        }
        return batch;
    }

    private StateRecord readProgress() {
        return shared.store().get(shared.keys().progress(graph.run())).orElseThrow(() -> Shared.noSuchRun(graph.run()));
    }

    /** Lets an entry take effect as far as there is room; returns whether it is done. */
    private boolean advance(PendingEntry entry, PropagationBatch batch) {
        int[] children = entry.isNode() ? graph.children(entry.place()) : new int[0];
        int end = entry.isNode() ? children.length : graph.size();
        for (; entry.cursor() < end; entry.advance()) {
            int place = entry.isNode() ? children[entry.cursor()] : entry.cursor();
            if (entry.isStart() && graph.parentCount(place) > 0) {
                continue;
            }
            if (!batch.hasRoom()) {
                return false;
            }
            NodeRecord node = batch.changed(place).orElseGet(() -> NodeRecord.read(known(place)));
            apply(entry, place, node, batch);
        }
        return true;
    }

    private void apply(PendingEntry entry, int place, NodeRecord node, PropagationBatch batch) {
        if (entry.isCancel()) {
            if (node.status() != NodeStatus.RUNNING && node.status() != NodeStatus.COMPLETED) {
                batch.cancel(place, known(place), node);
            }
        } else if (node.status() == NodeStatus.WAITING) {
            if (entry.isStart()) {
                batch.ready(place, known(place), node);
            } else if (entry.conclusion() == Conclusion.SUCCESS) {
                boolean last = node.done() + 1 >= graph.parentCount(place);
                if (last) {
                    batch.ready(place, known(place), node);
                } else {
                    batch.count(place, known(place), node);
                }
            } else {
                boolean canceled = entry.conclusion() == Conclusion.CANCELED;
                Conclusion conclusion = canceled ? Conclusion.CANCELED : Conclusion.SKIPPED;
                pending.add(batch.skip(place, known(place), node, conclusion));
            }
        }
    }

    private Optional<StateRecord> known(int place) {
        if (!known.containsKey(place)) {
            readAhead(place);
        }
        return known.getOrDefault(place, Optional.empty());
    }

    /** Reads a node, and with it those that will be asked for next. */
    private void readAhead(int first) {
        Set<Integer> places = new LinkedHashSet<>();
        places.add(first);
        for (PendingEntry entry : pending) {
            if (places.size() >= READ_AHEAD) {
                break;
            }
            collect(entry, places);
        }
        List<StateKey> keys = new ArrayList<>();
        places.forEach(place -> keys.add(shared.keys().node(graph.run(), place)));
        Map<StateKey, StateRecord> found = shared.store().getAll(keys);
        for (int place : places) {
            known.put(place, Optional.ofNullable(found.get(shared.keys().node(graph.run(), place))));
        }
    }

    private void collect(PendingEntry entry, Set<Integer> places) {
        if (!entry.isNode()) {
            for (int place = entry.cursor(); place < graph.size() && places.size() < READ_AHEAD; place++) {
                if (!entry.isStart() || graph.parentCount(place) == 0) {
                    addUnknown(place, places);
                }
            }
            return;
        }
        Deque<Integer> below = new ArrayDeque<>();
        int[] children = graph.children(entry.place());
        for (int i = entry.cursor(); i < children.length && places.size() < READ_AHEAD; i++) {
            addUnknown(children[i], places);
            below.add(children[i]);
        }
        // A failure goes on to those below.
        boolean fails = entry.conclusion() != Conclusion.SUCCESS;
        while (fails && !below.isEmpty() && places.size() < READ_AHEAD) {
            for (int child : graph.children(below.remove())) {
                if (addUnknown(child, places) && places.size() < READ_AHEAD) {
                    below.add(child);
                }
            }
        }
    }

    private boolean addUnknown(int place, Set<Integer> places) {
        return !known.containsKey(place) && places.add(place);
    }
}
