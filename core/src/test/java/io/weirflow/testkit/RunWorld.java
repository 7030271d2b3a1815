package io.weirflow.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import io.weirflow.base.Ulid;
import io.weirflow.run.ClaimedNode;
import io.weirflow.run.Membership;
import io.weirflow.run.NodeEvent;
import io.weirflow.run.NodeEventType;
import io.weirflow.run.NodeEvents;
import io.weirflow.run.NodeResult;
import io.weirflow.run.RunStore;
import io.weirflow.run.RunSummary;
import io.weirflow.run.graph.Conclusion;
import io.weirflow.run.graph.GraphSpec;
import io.weirflow.run.graph.NodeSpec;
import io.weirflow.store.lease.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A process that uses a store of runs in the rules of {@link RunStoreContract}: a handle, a session and what a test does with them
 * again and again. Nothing in it runs by itself.
 */
final class RunWorld {
    /** How long sessions live. */
    static final Duration TTL = Duration.ofSeconds(10);

    /** The runtime of all nodes. */
    static final String RUNTIME = "test";

    private final RunStore runs;
    private final ManualTicker ticker;
    private final ManualClock clock;
    private final Session session;

    RunWorld(RunStore runs, ManualClock clock, ManualTicker ticker) {
        this.runs = runs;
        this.clock = clock;
        this.ticker = ticker;
        this.session = newSession();
    }

    RunStore runs() {
        return runs;
    }

    ManualClock clock() {
        return clock;
    }

    Session session() {
        return session;
    }

    Session newSession() {
        return runs.sessions().openUnrenewed("contract", TTL);
    }

    Membership join(String agent) {
        return runs.join(agent, Set.of(), session);
    }

    /** Lets everything that was finished take effect. */
    void settle() {
        for (int i = 0; runs.propagate(session); i++) {
            assertThat(i).as("propagation comes to an end").isLessThan(10_000);
        }
    }

    /** Lets time pass until all sessions but this process's have ended, and sweeps. */
    void expireOthers() {
        runs.sweep(session);
        ticker.advance(TTL.plusSeconds(1));
        session.renew();
        runs.sweep(session);
    }

    /** Lets time pass on the ticker that all processes of a test share. */
    void advance(Duration time) {
        ticker.advance(time);
    }

    Ulid start(GraphSpec graph) {
        Ulid run = runs.startRun(graph).id();
        settle();
        return run;
    }

    ClaimedNode claim(Membership member, Ulid run, String node) {
        Optional<ClaimedNode> claimed = runs.claimNode(member, run, node);
        assertThat(claimed).as("claim of %s", node).isPresent();
        return claimed.get();
    }

    void finish(ClaimedNode node, Conclusion conclusion) {
        runs.finishNode(node.claim(), result(node, conclusion));
    }

    /** Returns a result whose output is the name of the node. */
    static NodeResult result(ClaimedNode node, Conclusion conclusion) {
        return switch (conclusion) {
            case SUCCESS -> NodeResult.success(node.node().name());
            case FAIL -> NodeResult.fail(node.node().name());
            case ERROR -> NodeResult.error(node.node().name());
            case CANCELED -> NodeResult.canceled(node.node().name());
            case SKIPPED -> throw new IllegalArgumentException("no attempt ends so");
        };
    }

    /** Claims and finishes a node. */
    void complete(Membership member, Ulid run, String node, Conclusion conclusion) {
        finish(claim(member, run, node), conclusion);
        settle();
    }

    /** Decides how an attempt ends. */
    interface Ending {
        Conclusion of(ClaimedNode node);
    }

    /**
     * Executes everything that can be executed, orphans as errors, until nothing is left; returns what was claimed.
     */
    List<ClaimedNode> drain(Membership member, Ending ending) {
        List<ClaimedNode> all = new ArrayList<>();
        settle();
        try (NodeEvents events = runs.subscribe(member, EnumSet.allOf(NodeEventType.class))) {
            for (List<NodeEvent> next = events.poll(30); !next.isEmpty(); next = events.poll(30)) {
                for (ClaimedNode node : runs.claimNodes(member, next)) {
                    all.add(node);
                    finish(node, node.orphaned() ? Conclusion.ERROR : ending.of(node));
                }
                settle();
            }
        }
        return all;
    }

    /** Returns the event that a node is ready. */
    NodeEvent event(Ulid run, String node) {
        return new NodeEvent(
                NodeEventType.NODE_READY,
                run,
                runs.inspectRun(run).graph().place(node).orElseThrow(),
                node(node));
    }

    RunSummary summary(Ulid run) {
        return runs.findRun(run).orElseThrow();
    }

    static NodeSpec node(String name) {
        return NodeSpec.of(name, RUNTIME);
    }

    /** Returns a graph of edges such as {@code a-c}, with the nodes in the order of the alphabet, and some changed. */
    static GraphSpec graph(String edges, NodeSpec... special) {
        Set<String> names = new TreeSet<>();
        GraphSpec.Builder graph = GraphSpec.builder();
        for (String edge : Splitter.on(' ').split(edges)) {
            List<String> ends = Splitter.on('-').splitToList(edge);
            names.addAll(ends);
            if (ends.size() == 2) {
                graph.edge(ends.get(0), ends.get(1));
            }
        }
        for (String name : names) {
            NodeSpec node = node(name);
            for (NodeSpec one : special) {
                node = one.name().equals(name) ? one : node;
            }
            graph.node(node);
        }
        return graph.build();
    }

    /** Returns the graph of seven nodes of adagio's harness. */
    static GraphSpec seven() {
        return graph("a-c a-d b-d b-f c-e d-e e-g f-g");
    }
}
