package io.weirflow.run.state;

import io.weirflow.run.NodeHolder;
import io.weirflow.run.NodeStatus;
import io.weirflow.store.Condition;
import io.weirflow.store.Scan;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import io.weirflow.store.Write;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Orphans the nodes that are claimed by sessions which have ended. */
final class Orphans {
    /** As many nodes are orphaned in one commit, with three writes each. */
    private static final int BATCH = 30;

    private final Shared shared;

    Orphans(Shared shared) {
        this.shared = shared;
    }

    /** Finds those of one part of the index. */
    void sweep(int shard) {
        List<StateRecord> running = new ArrayList<>();
        Scan all = Scan.of(shared.keys().running(shard)).limit(StateStore.MAX_SCAN);
        shared.store().scanAll(all).forEachRemaining(running::add);
        Set<String> holders = new HashSet<>();
        running.forEach(index -> holders.add(index.value().utf8()));
        if (holders.isEmpty()) {
            return;
        }
        Set<String> ended = shared.sessions().ended(holders);
        List<StateRecord> left = running.stream()
                .filter(index -> ended.contains(index.value().utf8()))
                .toList();
        Parts batches = new Parts();
        for (int i = 0; i < left.size(); i += BATCH) {
            List<StateRecord> batch = left.subList(i, Math.min(left.size(), i + BATCH));
            batches.add(() -> orphan(batch));
        }
        batches.end();
    }

    private void orphan(List<StateRecord> left) {
        Map<StateKey, StateRecord> found =
                shared.store().getAll(left.stream().map(this::node).toList());
        List<List<Write>> moves = new ArrayList<>();
        Parts nodes = new Parts();
        for (StateRecord index : left) {
            nodes.add(() ->
                    move(index, Optional.ofNullable(found.get(node(index)))).ifPresent(moves::add));
        }
        shared.sendTogether(moves); // what has a conflict was finished, or orphaned by somebody else
        nodes.end();
    }

    private StateKey node(StateRecord index) {
        RunKeys.NodeRef node = RunKeys.running(index);
        return shared.keys().node(node.run(), node.place());
    }

    private Optional<List<Write>> move(StateRecord index, Optional<StateRecord> node) {
        String session = index.value().utf8();
        return node.filter(record -> isHeld(NodeRecord.read(record), session)).map(record -> orphaning(record, index));
    }

    private static boolean isHeld(NodeRecord node, String session) {
        return node.status() == NodeStatus.RUNNING
                && node.holder()
                        .map(NodeHolder::session)
                        .filter(session::equals)
                        .isPresent();
    }

    private List<Write> orphaning(StateRecord node, StateRecord index) {
        RunKeys.NodeRef ref = RunKeys.running(index);
        return List.of(
                new Write.Put(node.key(), NodeRecord.read(node).orphaned().value(), Condition.unchanged(node)),
                new Write.Delete(index.key(), Condition.any()),
                ClaimableIndex.orphaned(shared.graph(ref.run()), ref.place()));
    }
}
