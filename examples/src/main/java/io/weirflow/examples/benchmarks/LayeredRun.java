package io.weirflow.examples.benchmarks;

import com.google.common.base.Ticker;
import io.weirflow.base.Ulid;
import io.weirflow.run.Node;
import io.weirflow.run.NodeResult;
import io.weirflow.run.RunStatus;
import io.weirflow.run.RunStore;
import io.weirflow.run.agent.Agent;
import io.weirflow.run.graph.Conclusion;
import io.weirflow.run.graph.GraphSpec;
import io.weirflow.run.graph.NodeSpec;
import io.weirflow.run.state.StateRunStore;
import io.weirflow.store.StateStore;
import io.weirflow.store.loop.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A run of layers: a hub on which many nodes depend, on all of which the next hub depends, and so on. Two agents execute it. Each hub
 * counts the outputs that it is given, so that the end tells whether all of them arrived.
 *
 * @param nodes the number of nodes
 * @param fan the largest number of nodes between two hubs
 * @param threads how many nodes each agent executes at the same time
 */
record LayeredRun(int nodes, int fan, int threads) {
    private static final String HUB = "hub";
    private static final String PART = "part";

    /**
     * What it took.
     *
     * @param nodes the number of nodes
     * @param seconds from the start of the run to its end
     * @param commits the commits of agents, propagation and sweeps in that time
     * @param conflicts those of them that had a conflict
     * @param writes the writes in them
     * @param reads the requests that read
     */
    record Cost(int nodes, double seconds, long commits, long conflicts, long writes, long reads) {}

    LayeredRun {
        if (nodes < 1 || fan < 1 || threads < 1) {
            throw new IllegalArgumentException("nodes, fan and threads are 1 or more");
        }
    }

    /** Executes it on a store and checks what came of each node. */
    Cost execute(StateStore store, String namespace, Duration limit) {
        MeteredStore metered = new MeteredStore(store);
        RunStore runs = StateRunStore.of(metered, namespace);
        GraphSpec graph = graph();
        try (Agent one = agent(metered, namespace, "one");
                Agent two = agent(metered, namespace, "two")) {
            long begin = System.nanoTime();
            Ulid run = runs.startRun(graph).id();
            boolean complete = new Signal()
                    .awaitFor(
                            limit,
                            Duration.ofMillis(100),
                            Ticker.systemTicker(),
                            () -> runs.findRun(run).filter(summary -> summary.status() == RunStatus.COMPLETED))
                    .isPresent();
            if (!complete) {
                throw new IllegalStateException(
                        "the run did not end within " + limit + ": " + runs.findRun(run) + ", " + one + ", " + two);
            }
            Cost cost = new Cost(
                    nodes,
                    (System.nanoTime() - begin) / 1e9,
                    metered.commits(),
                    metered.conflicts(),
                    metered.writes(),
                    metered.reads());
            check(runs, run);
            return cost;
        }
    }

    private Agent agent(StateStore store, String namespace, String id) {
        return Agent.builder(StateRunStore.of(store, namespace))
                .id(id)
                .concurrency(threads)
                .ttl(Duration.ofMinutes(1))
                .runtime(
                        HUB,
                        context -> NodeResult.success(
                                Integer.toString(context.node().inputs().size())))
                .runtime(PART, context -> NodeResult.success("done"))
                .start();
    }

    /** Returns how many parts each layer has: all but the last as many as they may. */
    private List<Integer> layers() {
        List<Integer> layers = new ArrayList<>();
        for (int left = nodes - 1; left > 0; left -= layers.get(layers.size() - 1) + 1) {
            layers.add(Math.min(fan, left - 1));
        }
        return layers;
    }

    private GraphSpec graph() {
        GraphSpec.Builder graph = GraphSpec.builder().node(NodeSpec.of(hub(0), HUB));
        List<Integer> layers = layers();
        for (int layer = 0; layer < layers.size(); layer++) {
            graph.node(NodeSpec.of(hub(layer + 1), HUB));
            if (layers.get(layer) == 0) {
                graph.edge(hub(layer), hub(layer + 1));
            }
            for (int part = 0; part < layers.get(layer); part++) {
                String name = "part-" + layer + "-" + part;
                graph.node(NodeSpec.of(name, PART)).edge(hub(layer), name).edge(name, hub(layer + 1));
            }
        }
        return graph.build();
    }

    private static String hub(int layer) {
        return "hub-" + layer;
    }

    private void check(RunStore runs, Ulid run) {
        List<Node> all = runs.inspectRun(run).nodes();
        if (all.size() != nodes) {
            throw new IllegalStateException("the run has " + all.size() + " nodes, not " + nodes);
        }
        for (Node node : all) {
            if (node.attempts().size() != 1 || !node.conclusion().equals(Optional.of(Conclusion.SUCCESS))) {
                throw new IllegalStateException("not attempted once, with success: " + node);
            }
        }
        List<Integer> layers = layers();
        for (int layer = 0; layer < layers.size(); layer++) {
            int expected = Math.max(1, layers.get(layer));
            String counted =
                    runs.inspectNode(run, hub(layer + 1)).output().orElseThrow().utf8();
            if (!counted.equals(Integer.toString(expected))) {
                throw new IllegalStateException(hub(layer + 1) + " was given " + counted + " outputs, not " + expected);
            }
        }
    }
}
