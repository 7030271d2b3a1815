package io.weirflow.run.state;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Ulid;
import io.weirflow.base.WeirflowException;
import io.weirflow.run.NodeHolder;
import io.weirflow.run.NodeStatus;
import io.weirflow.store.Commit;
import io.weirflow.store.Condition;
import io.weirflow.store.Scan;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import io.weirflow.store.Write;
import io.weirflow.store.lease.Session;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds what nobody else will touch: claims of sessions that have ended, deadlines that have passed, remains. */
final class Sweep {
    /** As many nodes are orphaned in one commit, with three writes each. */
    private static final int BATCH = 30;

    private final Shared shared;
    private final Cancellations cancellations;
    private final Removal removal;
    private final Members members;

    Sweep(Shared shared, Cancellations cancellations, Removal removal, Members members) {
        this.shared = shared;
        this.cancellations = cancellations;
        this.removal = removal;
        this.members = members;
    }

    boolean run(Session session) {
        shared.sessions().sweep();
        for (int shard = 0; shard < RunKeys.SHARDS; shard++) {
            orphan(shard);
        }
        boolean more = passDeadlines();
        members.sweep(session);
        removal.sweep();
        return more;
    }

    private void orphan(int shard) {
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
        for (int i = 0; i < left.size(); i += BATCH) {
            orphan(left.subList(i, Math.min(left.size(), i + BATCH)));
        }
    }

    private void orphan(List<StateRecord> left) {
        List<StateKey> keys = left.stream().map(this::node).toList();
        Map<StateKey, StateRecord> found = shared.store().getAll(keys);
        List<List<Write>> moves = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            StateRecord node = found.get(keys.get(i));
            if (node != null
                    && isHeld(NodeRecord.read(node), left.get(i).value().utf8())) {
                moves.add(orphaning(node, left.get(i)));
            }
        }
        List<Write> together = moves.stream().flatMap(List::stream).toList();
        if (!together.isEmpty()
                && (bytes(together) > StateStore.MAX_COMMIT_BYTES
                        || shared.commits().send(Commit.of(together)).isPresent())) {
            // What has a conflict was finished, or orphaned by somebody else.
            moves.forEach(move -> shared.commits().send(Commit.of(move)).ifPresent(conflict -> {}));
        }
    }

    private static long bytes(List<Write> writes) {
        return writes.stream().mapToLong(Write::bytes).sum();
    }

    private StateKey node(StateRecord index) {
        RunKeys.NodeRef node = RunKeys.running(index);
        return shared.keys().node(node.run(), node.place());
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

    private boolean passDeadlines() {
        String notYet = StateKey.number(Math.max(0, shared.clock().millis()) + 1);
        List<StateRecord> due = shared.store()
                .scan(Scan.of(shared.keys().deadlines()).before(notYet))
                .records();
        for (StateRecord deadline : due) {
            String sort = deadline.key().sort();
            cancel(Ulid.parse(sort.substring(sort.indexOf('/') + 1)));
            shared.commits()
                    .send(Commit.of(new Write.Delete(deadline.key(), Condition.any())))
                    .ifPresent(conflict -> {});
        }
        return !due.isEmpty();
    }

    private void cancel(Ulid run) {
        try {
            cancellations.cancel(run, "its deadline has passed");
        } catch (WeirflowException e) {
            if (!e.is(ErrorKind.NOT_EXIST)) {
                throw e;
            }
        }
    }
}
