package io.weirflow.run.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraphSpecTest {
    private static GraphSpec.Builder nodes(String... names) {
        GraphSpec.Builder graph = GraphSpec.builder();
        for (String name : names) {
            graph.node(NodeSpec.of(name, "r"));
        }
        return graph;
    }

    private static AbstractThrowableAssert<?, ?> assertRefused(GraphSpec.Builder graph) {
        return assertThatThrownBy(graph::build)
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID));
    }

    @Test
    void nodesAndEdgesKeepTheirOrderAndEdgesComeOnce() {
        GraphSpec graph = nodes("c", "a", "b")
                .edge("a", "b")
                .edge("c", "b")
                .edge("c", "a")
                .edge("c", "b")
                .build();

        assertThat(graph.nodes()).extracting(NodeSpec::name).containsExactly("c", "a", "b");
        assertThat(graph.edges()).containsExactly(new Edge("c", "b"), new Edge("c", "a"), new Edge("a", "b"));
        assertThat(graph.place("b")).hasValue(2);
        assertThat(graph.place("d")).isEmpty();
        Topology topology = graph.topology();
        assertThat(topology.childCount(0)).isEqualTo(2);
        assertThat(topology.child(0, 0)).isEqualTo(2);
        assertThat(topology.parentCount(2)).isEqualTo(2);
        assertThat(topology.parentCount(0)).isZero();
        assertThat(topology.parent(1, 0)).isZero();
    }

    @Test
    void edgesAreFoundByTheirIndexWhereverTheirSourceIs() {
        GraphSpec graph = nodes("a", "b", "c", "d")
                .edge("b", "c")
                .edge("b", "d")
                .edge("c", "d")
                .build();

        assertThat(graph.edges()).containsExactly(new Edge("b", "c"), new Edge("b", "d"), new Edge("c", "d"));
    }

    @Test
    void aGraphWithoutNodesIsAllowed() {
        assertThat(GraphSpec.builder().build().nodes()).isEmpty();
        assertThat(GraphSpec.builder().build().edges()).isEmpty();
    }

    @Test
    void theNodesOfACycleAreNamedInItsOrder() {
        assertRefused(nodes("x", "a", "b", "c", "y")
                        .edge("x", "a")
                        .edge("a", "b")
                        .edge("b", "c")
                        .edge("c", "a")
                        .edge("c", "y"))
                .hasMessageContaining("in a cycle")
                .hasMessageContaining("-> ")
                .hasMessageMatching("(?s).*(\"a\" -> \"b\" -> \"c\" -> \"a\"|\"b\" -> \"c\" -> \"a\" -> \"b\""
                        + "|\"c\" -> \"a\" -> \"b\" -> \"c\").*")
                .message()
                .doesNotContain("\"x\"")
                .doesNotContain("\"y\"");
    }

    @Test
    void allThatIsWrongIsSaidTogether() {
        assertRefused(nodes("a", "a", "", "b/c")
                        .edge("a", "a")
                        .edge("a", "nowhere")
                        .edge("from", "to"))
                .hasMessageContaining("two nodes are named \"a\"")
                .hasMessageContaining("is empty")
                .hasMessageContaining("\"b/c\" contains a slash")
                .hasMessageContaining("\"a\" depends on itself")
                .hasMessageContaining("\"nowhere\", which is no node")
                .hasMessageContaining("\"from\" and \"to\", which is no node");
    }

    @Test
    void whatIsWrongInThousandsOfPlacesIsSaidShortly() {
        GraphSpec.Builder graph = nodes("a");
        for (int i = 0; i < 5000; i++) {
            graph.edge("a", "missing" + i);
        }

        assertRefused(graph).hasMessageContaining("and 4990 more").message().hasSizeLessThan(2000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "a\nb", "a\u0000", "\u007f", "\ud800", "a\u0085"})
    void namesThatCannotBeStoredAreRefused(String name) {
        assertRefused(nodes("ok", name)).message().doesNotContain("\n", "\u0000");
        assertRefused(GraphSpec.builder().node(NodeSpec.of("ok", name)));
    }

    @Test
    void namesUpToTheLimitAreTaken() {
        String longest = "ä".repeat(GraphSpec.MAX_NAME_BYTES / 2);

        assertThat(nodes(longest, "🙂 ", " ").build().nodes()).hasSize(3);
        assertRefused(nodes(longest + "b")).hasMessageContaining("256 bytes");
    }

    @Test
    void tooManyNodesOrEdgesAreRefusedWithTheLimit() {
        List<NodeSpec> million = Collections.nCopies(1_000_000, NodeSpec.of("n", "r"));
        assertRefused(GraphSpec.builder().nodes(million))
                .hasMessageContaining("1000000 nodes")
                .hasMessageContaining("limit is " + GraphSpec.MAX_NODES)
                .hasMessageContaining("split");
    }

    @Test
    void tooManyEdgesAtOneNodeAreRefused() {
        GraphSpec.Builder graph = nodes("hub");
        for (int i = 0; i <= GraphSpec.MAX_DEGREE; i++) {
            graph.node(NodeSpec.of("n" + i, "r")).edge("hub", "n" + i);
        }
        assertRefused(graph).hasMessageContaining("out of node \"hub\"");
    }

    @Test
    void tooMuchMetadataIsRefused() {
        NodeSpec large = NodeSpec.of("a", "r").with("key", "x".repeat(GraphSpec.MAX_METADATA_BYTES));

        assertRefused(GraphSpec.builder().node(large)).hasMessageContaining("65539 bytes of metadata");
    }

    @Test
    void aChainOfManyNodesIsWalkedWithoutRecursion() {
        int length = 200_000;
        GraphSpec.Builder graph = GraphSpec.builder();
        for (int i = 0; i < length; i++) {
            graph.node(NodeSpec.of("n" + i, "r"));
            graph.edge("n" + i, "n" + (i + 1) % length);
        }

        assertRefused(graph).hasMessageContaining("(199990 more)");
    }

    @Test
    void attemptsAreLimitedForFailuresAlone() {
        NodeSpec node = NodeSpec.of("a", "r");

        assertThat(node.withMaxAttempts(Conclusion.FAIL, 2).isRetried(Conclusion.FAIL, 1))
                .isTrue();
        assertThat(node.withMaxAttempts(Conclusion.FAIL, 2).isRetried(Conclusion.FAIL, 2))
                .isFalse();
        assertThat(node.withMaxAttempts(Conclusion.FAIL, 2).isRetried(Conclusion.ERROR, 1))
                .isFalse();
        assertThatThrownBy(() -> node.withMaxAttempts(Conclusion.SUCCESS, 1)).isInstanceOf(WeirflowException.class);
        assertThatThrownBy(() -> node.withMaxAttempts(Conclusion.ERROR, -1)).isInstanceOf(WeirflowException.class);
    }

    @Test
    void metadataIsCopiedAndOrdered() {
        NodeSpec node = NodeSpec.of("a", "r").with("b", "1", "2").with("a").with("b", "3");

        assertThat(node.metadata()).isEqualTo(Map.of("a", List.of(), "b", List.of("3")));
        assertThat(node.metadata().keySet()).containsExactly("a", "b");
        assertThat(node.value("b")).contains("3");
        assertThat(node.value("c")).isEmpty();
    }
}
