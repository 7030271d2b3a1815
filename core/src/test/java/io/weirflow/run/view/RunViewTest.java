package io.weirflow.run.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import io.weirflow.base.Ulid;
import io.weirflow.run.ClaimedNode;
import io.weirflow.run.Membership;
import io.weirflow.run.NodeResult;
import io.weirflow.run.RunOptions;
import io.weirflow.run.RunQuery;
import io.weirflow.run.RunStore;
import io.weirflow.run.graph.Conclusion;
import io.weirflow.run.graph.GraphSpec;
import io.weirflow.run.graph.NodeSpec;
import io.weirflow.run.state.StateRunStore;
import io.weirflow.store.MemoryStateStore;
import io.weirflow.store.lease.Session;
import io.weirflow.testkit.ManualClock;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunViewTest {
    private final ManualClock clock = new ManualClock();
    private final RunStore runs =
            StateRunStore.of(new MemoryStateStore(), "test", clock, Ticker.systemTicker(), Duration.ofMillis(10));

    @Test
    void aRunIsShownAsATableAndAsAGraph() {
        Session session = runs.sessions().openUnrenewed("test", Duration.ofHours(1));
        GraphSpec graph = GraphSpec.builder()
                .node(NodeSpec.of("a \"quoted\"", "r").withMaxAttempts(Conclusion.FAIL, 3))
                .node(NodeSpec.of("b", "r"))
                .node(NodeSpec.of("c", "r"))
                .edge("a \"quoted\"", "c")
                .build();
        Ulid run = runs.startRun(graph, RunOptions.DEFAULT.withLabel("k", "v")).id();
        Membership me = runs.join("me", Set.of(), session);
        ClaimedNode first = runs.claimNode(me, run, "a \"quoted\"").orElseThrow();
        clock.advance(Duration.ofMillis(1500));
        runs.finishNode(first.claim(), NodeResult.fail("went\nwrong"));
        assertThat(runs.claimNode(me, run, "b")).isPresent();
        clock.advance(Duration.ofMillis(500));

        assertThat(RunView.table(runs.inspectRun(run), clock.instant())).isEqualTo("""
                run %s: running, 1 waiting, 1 ready, 1 running
                NODE        STATUS   CONCLUSION  ATTEMPTS  AGENT  TIME   NOTE
                a "quoted"  ready    -           fail      me     -      went wrong
                b           running  -           -         me     0.5 s
                c           waiting  -           -         -      -
                """.formatted(run));
        assertThat(RunView.dot(runs.inspectRun(run))).isEqualTo("""
                digraph run {
                  rankdir=LR;
                  node [shape=box, style=filled];
                  n0 [label="a \\"quoted\\"", fillcolor="lightyellow", tooltip="ready"];
                  n1 [label="b", fillcolor="lightblue", tooltip="running"];
                  n2 [label="c", fillcolor="white", tooltip="waiting"];
                  n0 -> n2;
                }
                """);
        assertThat(RunView.list(runs.listRuns(RunQuery.ALL).runs()))
                .contains(run.toString())
                .contains("running", "0/3", "{k=v}");
    }
}
