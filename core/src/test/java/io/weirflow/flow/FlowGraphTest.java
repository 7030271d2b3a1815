package io.weirflow.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.digest.Digest;
import io.weirflow.resource.Requirements;
import io.weirflow.resource.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FlowGraphTest {
    private static final Flow SOURCE = InternNode.of("s3://bucket/");

    @Test
    void everyNodeComesOnceAndAfterItsDependencies() {
        Flow left = GroupbyNode.of(SOURCE, "(.*)");
        Flow right = CollectNode.of(SOURCE, ".*", "$0");
        Flow root = MergeNode.of(List.of(left, right, left));
        assertThat(FlowGraph.topological(List.of(root, right))).containsExactly(SOURCE, left, right, root);
        assertThat(FlowGraph.count(root)).isEqualTo(4);
    }

    @Test
    void bodiesOfMapsComeBeforeTheirMapWhenAskedFor() {
        MapNode map = MapNode.of(SOURCE, element -> MergeNode.of(List.of(element, SOURCE)));
        assertThat(FlowGraph.topological(List.of(map))).containsExactly(SOURCE, map);
        assertThat(FlowGraph.topologicalWithBodies(List.of(map)))
                .containsExactly(SOURCE, map.body().deps().get(0), map.body(), map);
    }

    @Test
    void layersOfSharedNodesAreWalkedInLinearTime() {
        List<Flow> layer = List.of(SOURCE, InternNode.of("s3://other/"));
        for (int i = 0; i < 200; i++) {
            List<Flow> next = new ArrayList<>();
            next.add(RequirementsNode.of(MergeNode.of(layer), new Requirements(Resources.of(1, 0), 1)));
            next.add(MergeNode.of(layer));
            layer = next;
        }
        Flow root = MergeNode.of(layer);
        assertThat(FlowGraph.count(root)).isEqualTo(603);
        assertThat(FlowGraph.requirements(root).width()).isEqualTo(Integer.MAX_VALUE);
        assertThat(new FlowDigests().of(root)).isNotNull();
    }

    @Test
    void aChainOfAMillionNodesIsWalkedWithoutRecursion() {
        Flow chain = SOURCE;
        for (int i = 0; i < 1_000_000; i++) {
            chain = CollectNode.of(chain, ".*", "$0");
        }
        assertThat(FlowGraph.count(chain)).isEqualTo(1_000_001);
        assertThat(FlowGraph.requirements(chain)).isEqualTo(Requirements.NONE);
        assertThat(new FlowDigests().of(chain)).isNotNull();
    }

    @Test
    void equalExpressionsShareOnePattern() {
        assertThat(CollectNode.of(SOURCE, "[a-z]+x", "").regex())
                .isSameAs(GroupbyNode.lenient(SOURCE, "[a-z]+x").regex());
    }

    @Test
    void aMapWhoseFunctionReturnsAnotherGraphEachTimeIsRefused() {
        AtomicInteger calls = new AtomicInteger();
        assertThatThrownBy(() -> MapNode.of(
                        SOURCE,
                        element -> ExecNode.of("echo " + calls.incrementAndGet(), List.of(element))
                                .build()))
                .hasMessageContaining("two different graphs");
        assertThatThrownBy(() -> MapNode.of(
                        SOURCE,
                        outer -> MapNode.of(
                                outer,
                                element -> ExecNode.of("echo " + calls.incrementAndGet(), List.of())
                                        .build())))
                .hasMessageContaining("two different graphs");
    }

    @Test
    void whatAMapCapturesIsNotWalkedWhenItIsMade() {
        Flow large = SOURCE;
        for (int i = 0; i < 100_000; i++) {
            large = CollectNode.of(large, ".*", "$0");
        }
        Flow captured = large;
        List<Flow> maps = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            maps.add(MapNode.of(SOURCE, element -> MergeNode.of(List.of(element, captured))));
        }
        assertThat(FlowGraph.count(MergeNode.of(maps))).isEqualTo(10_002);
    }

    @Test
    void theElementOfAMapIsNotConfusedWithAConstantOrWithThatOfAnotherMap() {
        FlowDigests digests = new FlowDigests();
        Flow empty = ValNode.of(io.weirflow.fileset.Fileset.EMPTY);
        assertThat(List.of(
                        digests.of(MapNode.of(SOURCE, x -> MergeNode.of(List.of(x, empty)))),
                        digests.of(MapNode.of(SOURCE, x -> MergeNode.of(List.of(empty, x)))),
                        digests.of(MapNode.of(SOURCE, x -> MapNode.of(SOURCE, y -> MergeNode.of(List.of(x, y))))),
                        digests.of(MapNode.of(SOURCE, x -> MapNode.of(SOURCE, y -> MergeNode.of(List.of(y, x)))))))
                .doesNotHaveDuplicates();
    }

    @Test
    void equalGraphsHaveEqualDigests() {
        FlowDigests digests = new FlowDigests();
        Digest first = digests.of(MapNode.of(GroupbyNode.of(SOURCE, "(a)"), x -> CollectNode.of(x, "a", "b")));
        Digest second = digests.of(
                MapNode.of(GroupbyNode.of(InternNode.of("s3://bucket/"), "(a)"), x -> CollectNode.of(x, "a", "b")));
        assertThat(first).isEqualTo(second);
    }

    @Test
    void everythingThatIsWrongWithAnExecIsReportedAtOnce() {
        assertThatThrownBy(() -> ExecNode.of("true", List.of())
                        .slots(List.of(ArgSlot.input(0)))
                        .env(java.util.Map.of("A=B", ""))
                        .retries(-1)
                        .timeout(java.time.Duration.ZERO)
                        .build())
                .hasMessageContaining("input 0 of 0")
                .hasMessageContaining("\"A=B\"")
                .hasMessageContaining("-1")
                .hasMessageContaining("not positive");
    }

    @Test
    void aGroupingNeedsExactlyOneCapturingGroup() {
        assertThatThrownBy(() -> GroupbyNode.of(SOURCE, "(a)(b)")).hasMessageContaining("2 capturing groups");
        assertThatThrownBy(() -> GroupbyNode.of(SOURCE, "(a")).hasMessageContaining("(a");
    }
}
