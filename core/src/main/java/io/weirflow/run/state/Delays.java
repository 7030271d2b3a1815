package io.weirflow.run.state;

import io.weirflow.run.NodeStatus;
import io.weirflow.store.Condition;
import io.weirflow.store.Scan;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateValue;
import io.weirflow.store.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Nodes that wait before they are tried again: an index of them by the time at which they may. */
final class Delays {
    /** As many nodes are made ready in one commit, with three writes each. */
    private static final int BATCH = 30;

    private final Shared shared;

    Delays(Shared shared) {
        this.shared = shared;
    }

    /** Returns the write that notes for how long a node waits. */
    Write until(StoredGraph graph, int place, Duration wait) {
        long due = shared.steady().millis() + wait.toMillis();
        return new Write.Put(shared.keys().delayed(graph.run(), place, due), StateValue.EMPTY, Condition.any());
    }

    /** Makes nodes of one part of the index ready that have waited; returns whether there may be more. */
    boolean sweep(int shard) {
        String notYet = StateKey.number(Math.max(0, shared.steady().millis()) + 1);
        List<StateRecord> due = shared.store()
                .scan(Scan.of(shared.keys().delayed(shard)).before(notYet))
                .records();
        Parts batches = new Parts();
        for (int i = 0; i < due.size(); i += BATCH) {
            List<StateRecord> batch = due.subList(i, Math.min(due.size(), i + BATCH));
            batches.add(() -> end(batch));
        }
        batches.end();
        return !due.isEmpty();
    }

    private void end(List<StateRecord> due) {
        Map<StateKey, StateRecord> found =
                shared.store().getAll(due.stream().map(this::node).toList());
        List<List<Write>> moves = new ArrayList<>();
        Parts nodes = new Parts();
        for (StateRecord index : due) {
            nodes.add(() -> moves.add(ready(index, Optional.ofNullable(found.get(node(index))))));
        }
        shared.sendTogether(moves);
        nodes.end();
    }

    private StateKey node(StateRecord index) {
        RunKeys.NodeRef node = RunKeys.delayed(index);
        return shared.keys().node(node.run(), node.place());
    }

    /** What was canceled meanwhile, or is claimed again, only loses its index record. */
    private List<Write> ready(StateRecord index, Optional<StateRecord> record) {
        Write gone = new Write.Delete(index.key(), Condition.any());
        if (record.isEmpty()) {
            return List.of(gone);
        }
        NodeRecord node = NodeRecord.read(record.get());
        if (node.status() != NodeStatus.DELAYED) {
            return List.of(gone);
        }
        RunKeys.NodeRef ref = RunKeys.delayed(index);
        return List.of(
                new Write.Put(record.get().key(), node.ready().value(), Condition.unchanged(record.get())),
                gone,
                ClaimableIndex.ready(shared.graph(ref.run()), ref.place()));
    }
}
