package io.weirflow.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.Ulid;
import io.weirflow.digest.Digest;
import io.weirflow.eval.EvaluationReport;
import io.weirflow.eval.NodeReport;
import io.weirflow.eval.Outcome;
import io.weirflow.eval.Progress;
import io.weirflow.flow.CollectNode;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.InternNode;
import io.weirflow.flow.MapNode;
import io.weirflow.flow.MergeNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class GraphViewTest {
    private final Flow source = InternNode.of("file:///a/").named("odd \"name\" \\ #1;\n`x`");
    private final Flow exec =
            ExecNode.of("true", List.of(source, source)).ident("sort").build();

    @Test
    void dotShowsNodesWithNeedsPointingToWhatNeedsThem() {
        assertThat(GraphView.of(List.of(exec)).toDot()).isEqualTo("""
                        digraph flow {
                          rankdir=LR;
                          node [shape=box];
                          n0 [label="sort"];
                          n1 [label="source odd \\"name\\" \\\\ #1; `x`"];
                          n1 -> n0;
                          n1 -> n0;
                        }
                        """);
    }

    @Test
    void mermaidEscapesWhatItWouldTakeForItsOwn() {
        assertThat(GraphView.of(List.of(exec)).toMermaid())
                .contains("  n0[\"sort\"]\n")
                .contains("  n1[\"source odd #34;name#34; #92; #35;1#59; #96;x#96;\"]\n")
                .contains("  n1 --> n0\n");
    }

    @Test
    void whatBecameOfNodesShowsInTheirColour() {
        NodeReport cached =
                new NodeReport(exec, Digest.of("k"), Outcome.CACHED, Optional.empty(), Optional.empty(), Duration.ZERO);
        GraphView view = GraphView.of(List.of(exec))
                .colouredBy(new EvaluationReport(
                        new Ulid(1, 2), new Progress(1, 0, 1, 0, 0), List.of(cached), Duration.ZERO));

        assertThat(view.toDot()).contains("n0 [label=\"sort\", style=filled, fillcolor=\"#d0d0d0\", tooltip=CACHED];");
        assertThat(view.toMermaid()).contains("n0[\"sort\"]:::cached\n");
    }

    @Test
    void theBodyOfAMapIsDrawnOnce() {
        MapNode map = MapNode.of(
                source,
                element -> ExecNode.of("%s", List.of(element)).ident("each").build());

        assertThat(GraphView.of(List.of(map)).toDot())
                .contains("[label=\"each\"]")
                .contains(" [style=dotted];");
    }

    @Test
    void aGraphThatIsTooLargeIsCutAndSaysSo() {
        Flow flow = source;
        for (int i = 0; i < 200_000; i++) {
            flow = CollectNode.of(flow, "x", "$0");
        }
        GraphView view = GraphView.of(List.of(MergeNode.of(List.of(flow)))).withAtMost(10);

        assertThat(view.toDot().lines().filter(line -> line.contains("->"))).hasSize(9);
        assertThat(view.toDot()).contains("note [shape=plaintext, label=\"199992 more nodes are not shown\"];");
        assertThat(view.toMermaid()).contains("note[\"199992 more nodes are not shown\"]");
    }
}
