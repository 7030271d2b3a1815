package io.weirflow.examples.benchmarks;

import io.weirflow.backend.file.FileStateStore;
import io.weirflow.base.Parallel;
import io.weirflow.store.Commit;
import io.weirflow.store.CommitId;
import io.weirflow.store.Condition;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateStore;
import io.weirflow.store.StateValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Commits of the shape and size that nodes take, without anything else: their records are created in batches, each is claimed and
 * finished by a commit of its own, and what was put into the outbox is removed in batches.
 */
final class BareCommits {
    private static final StateValue NODE = StateValue.wrap(new byte[200]);
    private static final StateValue INDEX = StateValue.wrap(new byte[26]);
    private static final int BATCH = 50;

    private final StateStore store;
    private final String prefix;

    private BareCommits(StateStore store, String prefix) {
        this.store = store;
        this.prefix = prefix;
    }

    /** Says that it is ready, waits for a byte, commits by some threads and says that it is done. */
    static void run(Path folder, String prefix, int nodes, int threads) throws IOException {
        try (FileStateStore store = FileStateStore.open(folder.resolve("runs.db"))) {
            BareCommits commits = new BareCommits(store, prefix);
            new BareCommits(store, prefix + "warm-up").all(nodes / RunThroughput.WARM_UP, threads);
            System.out.println("ready");
            if (System.in.read() < 0) {
                return;
            }
            commits.all(nodes, threads);
            System.out.println("done");
        }
    }

    private void all(int count, int threads) {
        List<CommitId> created = create(count);
        List<Integer> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            nodes.add(i);
        }
        Parallel.forEach(nodes, threads, node -> claimAndFinish(node, created.get(node)));
        for (int i = 0; i < count; i += StateStore.MAX_WRITES) {
            Commit.Builder removal = Commit.builder();
            for (int node : nodes.subList(i, Math.min(count, i + StateStore.MAX_WRITES))) {
                removal.delete(key("outbox", node), Condition.any());
            }
            store.commitOrFail(removal.build());
        }
    }

    private StateKey key(String partition, int node) {
        return new StateKey("bare/" + partition + "/" + node % 4, prefix + StateKey.number(node));
    }

    private List<CommitId> create(int nodes) {
        List<CommitId> created = new ArrayList<>();
        for (int node = 0; node < nodes; ) {
            Commit.Builder commit = Commit.builder();
            int first = node;
            for (; node < nodes && node < first + BATCH; node++) {
                commit.put(key("nodes", node), NODE, Condition.absent());
                commit.put(key("claimable", node), INDEX, Condition.any());
            }
            Commit built = commit.build();
            store.commitOrFail(built);
            for (int i = first; i < node; i++) {
                created.add(built.id());
            }
        }
        return created;
    }

    private void claimAndFinish(int node, CommitId version) {
        Commit claim = Commit.builder()
                .put(key("nodes", node), NODE, Condition.at(version))
                .delete(key("claimable", node), Condition.any())
                .put(key("running", node), INDEX, Condition.any())
                .build();
        store.commitOrFail(claim);
        store.commitOrFail(Commit.builder()
                .put(key("nodes", node), NODE, Condition.at(claim.id()))
                .delete(key("running", node), Condition.any())
                .put(key("outbox", node), INDEX, Condition.any())
                .build());
    }
}
