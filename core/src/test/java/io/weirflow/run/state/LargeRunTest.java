package io.weirflow.run.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import io.weirflow.base.Ulid;
import io.weirflow.run.ClaimedNode;
import io.weirflow.run.Membership;
import io.weirflow.run.NodeEvent;
import io.weirflow.run.NodeEventType;
import io.weirflow.run.NodeEvents;
import io.weirflow.run.NodeResult;
import io.weirflow.run.RunSummary;
import io.weirflow.run.graph.Conclusion;
import io.weirflow.run.graph.GraphSpec;
import io.weirflow.run.graph.NodeSpec;
import io.weirflow.store.Commit;
import io.weirflow.store.Conflict;
import io.weirflow.store.MemoryStateStore;
import io.weirflow.store.Scan;
import io.weirflow.store.ScanPage;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import io.weirflow.store.lease.Session;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A graph of 100,000 nodes with a fan-out and a fan-in of 10,000, and what operations on it cost. */
class LargeRunTest {
    private static final int FAN = 10_000;
    private static final int CHAINS = 1_000;
    private static final int CHAIN_LENGTH = 90;

    /** Counts what is asked of a store. */
    private static final class Meter implements StateStore {
        private final StateStore store = new MemoryStateStore();
        private int commits;
        private long recordsRead;

        @Override
        public Optional<Conflict> commit(Commit commit) {
            commits++;
            return store.commit(commit);
        }

        @Override
        public Map<StateKey, StateRecord> getAll(Collection<StateKey> keys) {
            recordsRead += keys.size();
            return store.getAll(keys);
        }

        @Override
        public ScanPage scan(Scan scan) {
            ScanPage page = store.scan(scan);
            recordsRead += page.records().size();
            return page;
        }

        @Override
        public Watch watch(String partition, Runnable action) {
            return store.watch(partition, action);
        }

        void reset() {
            commits = 0;
            recordsRead = 0;
        }
    }

    private final Meter meter = new Meter();
    private final StateRunStore runs = runs();
    private final Session session = runs.sessions().openUnrenewed("test", Duration.ofHours(1));

    private StateRunStore runs() {
        return StateRunStore.of(meter, "large", Clock.systemUTC(), Ticker.systemTicker(), Duration.ofMillis(10));
    }

    /** Returns a root, a fan of nodes that a sink gathers, and long chains. */
    private static GraphSpec graph() {
        GraphSpec.Builder graph = GraphSpec.builder().node(node("root")).node(node("sink"));
        for (int i = 0; i < FAN; i++) {
            graph.node(node("fan" + i)).edge("root", "fan" + i).edge("fan" + i, "sink");
        }
        for (int chain = 0; chain < CHAINS; chain++) {
            for (int i = 0; i < CHAIN_LENGTH; i++) {
                graph.node(node("chain" + chain + "." + i));
                graph.edge(i == 0 ? "fan" + chain : "chain" + chain + "." + (i - 1), "chain" + chain + "." + i);
            }
        }
        return graph.build();
    }

    private static NodeSpec node(String name) {
        return NodeSpec.of(name, "r").with("command", "do " + name);
    }

    private void settle() {
        while (runs.propagate(session)) {
            // until nothing is left
        }
    }

    @Test
    void aLargeRunTakesWhatTheNodesTakeThatAreTouched() {
        GraphSpec graph = graph();
        assertThat(graph.nodes()).hasSize(FAN + CHAINS * CHAIN_LENGTH + 2);
        Ulid run = runs.startRun(graph).id();
        assertThat(meter.commits).as("commits of the start").isLessThan(30);
        Membership me = runs.join("me", Set.of(), session);
        NodeEvents events = runs.subscribe(me, Set.of(NodeEventType.NODE_READY));

        finish(run, me, "root", NodeResult.success("x"));
        meter.reset();
        settle();
        assertThat(meter.commits).as("commits for a fan-out of 10,000").isLessThan(FAN / 40);

        long readBefore = finishFan(me, events);
        assertThat(readBefore).as("records read for each node of the fan").isLessThan(FAN * 20L);
        meter.reset();
        settle();
        assertThat(meter.commits).as("commits for a fan-in of 10,000").isLessThan(FAN / 40);
        ClaimedNode sink = runs.claimNode(me, run, "sink").orElseThrow();
        assertThat(sink.node().inputs()).hasSize(FAN);

        // A node deep in the run costs what its neighbours cost, and what is complete is not read any more.
        StateRunStore fresh = runs();
        meter.reset();
        assertThat(fresh.claimNode(me, run, "chain7.0")).isPresent();
        assertThat(meter.recordsRead).as("records read for one claim").isLessThan(20);
        meter.reset();
        assertThat(fresh.subscribe(me, Set.of(NodeEventType.NODE_READY)).poll(2000))
                .hasSize(CHAINS - 1);
        assertThat(meter.recordsRead).as("records read for what is ready").isLessThan(CHAINS + 200);
        meter.reset();
        assertThat(fresh.findRun(run)).isPresent();
        assertThat(meter.recordsRead).isLessThan(3);

        runs.cancelRun(run, "enough");
        meter.reset();
        settle();
        assertThat(meter.commits).as("commits that cancel 90,000 nodes").isLessThan(90_000 / 40);
        finishAsCanceled(run);
    }

    private void finish(Ulid run, Membership me, String node, NodeResult result) {
        runs.finishNode(runs.claimNode(me, run, node).orElseThrow().claim(), result);
    }

    private long finishFan(Membership me, NodeEvents events) {
        meter.reset();
        int finished = 0;
        while (finished < FAN) {
            List<NodeEvent> next = events.poll(33);
            assertThat(next).isNotEmpty();
            for (ClaimedNode node : runs.claimNodes(me, next)) {
                if (node.node().name().startsWith("fan")) {
                    runs.finishNode(node.claim(), NodeResult.success("x"));
                    finished++;
                } else {
                    runs.releaseNode(node.claim());
                }
            }
        }
        return meter.recordsRead;
    }

    private void finishAsCanceled(Ulid run) {
        session.close();
        StateRunStore heir = runs();
        Session own = heir.sessions().openUnrenewed("heir", Duration.ofHours(1));
        heir.sweep(own);
        Membership me = heir.join("heir", Set.of(), own);
        NodeEvents events = heir.subscribe(me, Set.of(NodeEventType.NODE_ORPHANED));
        heir.claimNodes(me, events.poll(10));
        while (heir.propagate(own)) {
            // until nothing is left
        }
        RunSummary summary = heir.findRun(run).orElseThrow();
        assertThat(summary.conclusion()).contains(Conclusion.CANCELED);
        assertThat(summary.counts().completed(Conclusion.SUCCESS)).isEqualTo(FAN + 1);
        assertThat(heir.inspectRun(run).counts()).isEqualTo(summary.counts());
    }
}
