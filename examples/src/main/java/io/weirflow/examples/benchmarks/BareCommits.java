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

    /**
     * What was measured, in seconds.
     *
     * @param all all commits
     * @param claimsAndFinishes those that claim or finish one node
     */
    record Time(double all, double claimsAndFinishes) {}

    private BareCommits(StateStore store, String prefix) {
        this.store = store;
        this.prefix = prefix;
    }

    /** Measures the commits for some nodes, by processes that share them. */
    static Time measure(Path folder, int nodes, int processes, int threads) throws IOException {
        List<ChildJvm> children = new ArrayList<>();
        try {
            for (int i = 0; i < processes; i++) {
                children.add(ChildJvm.start(BareCommits.class, folder, "p" + i, nodes / processes, threads));
            }
            for (ChildJvm child : children) {
                child.expect("ready");
            }
            double creating = step(children, "created");
            double claiming = step(children, "finished");
            double removing = step(children, "done");
            return new Time(creating + claiming + removing, claiming);
        } finally {
            children.forEach(ChildJvm::close);
        }
    }

    private static double step(List<ChildJvm> children, String word) throws IOException {
        long begin = System.nanoTime();
        for (ChildJvm child : children) {
            child.go();
        }
        for (ChildJvm child : children) {
            child.expect(word);
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    /** Is one of the processes: it commits by some threads, and waits for a line before each step. */
    public static void main(String[] args) throws IOException {
        int nodes = Integer.parseInt(args[2]);
        int threads = Integer.parseInt(args[3]);
        try (FileStateStore store = FileStateStore.open(Path.of(args[0]).resolve("runs.db"))) {
            BareCommits warmUp = new BareCommits(store, args[1] + "warm-up");
            warmUp.claimAndFinish(warmUp.create(nodes), threads);
            warmUp.remove(nodes);
            BareCommits commits = new BareCommits(store, args[1]);
            say("ready");
            List<CommitId> created = commits.create(nodes);
            say("created");
            commits.claimAndFinish(created, threads);
            say("finished");
            commits.remove(nodes);
            say("done");
        }
    }

    /** Says how far it has come and waits for a line. */
    private static void say(String word) throws IOException {
        System.out.println(word);
        if (System.in.read() < 0) {
            throw new IOException("the benchmark has ended");
        }
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

    private void claimAndFinish(List<CommitId> created, int threads) {
        List<Integer> nodes = new ArrayList<>();
        for (int i = 0; i < created.size(); i++) {
            nodes.add(i);
        }
        Parallel.forEach(nodes, threads, node -> claimAndFinish(node, created.get(node)));
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

    private void remove(int count) {
        for (int i = 0; i < count; i += StateStore.MAX_WRITES) {
            Commit.Builder removal = Commit.builder();
            for (int node = i; node < Math.min(count, i + StateStore.MAX_WRITES); node++) {
                removal.delete(key("outbox", node), Condition.any());
            }
            store.commitOrFail(removal.build());
        }
    }

    private StateKey key(String partition, int node) {
        return new StateKey("bare/" + partition + "/" + node % 4, prefix + StateKey.number(node));
    }
}
