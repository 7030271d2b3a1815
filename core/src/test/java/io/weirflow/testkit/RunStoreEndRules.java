package io.weirflow.testkit;

import static io.weirflow.run.graph.Conclusion.CANCELED;
import static io.weirflow.run.graph.Conclusion.ERROR;
import static io.weirflow.run.graph.Conclusion.FAIL;
import static io.weirflow.run.graph.Conclusion.SKIPPED;
import static io.weirflow.run.graph.Conclusion.SUCCESS;
import static io.weirflow.testkit.StorageAssertions.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Ulid;
import io.weirflow.run.ClaimedNode;
import io.weirflow.run.Membership;
import io.weirflow.run.Node;
import io.weirflow.run.NodeStatus;
import io.weirflow.run.Run;
import io.weirflow.run.RunOptions;
import io.weirflow.run.RunStatus;
import io.weirflow.run.RunSummary;
import io.weirflow.run.graph.Conclusion;
import io.weirflow.run.graph.GraphSpec;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How runs of all shapes come to an end. */
interface RunStoreEndRules extends RunStoreRules {
    private void assertCompleted(Ulid run, Conclusion conclusion) {
        Run shown = world().runs().inspectRun(run);
        RunSummary listed = world().summary(run);
        assertThat(shown.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(shown.conclusion()).contains(conclusion);
        assertThat(listed.counts()).isEqualTo(shown.counts());
        assertThat(listed.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(listed.finished()).isPresent();
        assertThat(world().runs().stats().completed())
                .as("nothing is left in an index")
                .isEqualTo(listed.counts().nodes());
        assertThat(world().runs().stats().ready() + world().runs().stats().running())
                .isZero();
    }

    private static GraphSpec chain(int length) {
        GraphSpec.Builder graph = GraphSpec.builder();
        for (int i = 0; i < length; i++) {
            graph.node(RunWorld.node("n" + i));
            if (i > 0) {
                graph.edge("n" + (i - 1), "n" + i);
            }
        }
        return graph.build();
    }

    /** Returns a graph of one node, of many that depend on it, and of one that depends on all of these. */
    private static GraphSpec fan(int width) {
        GraphSpec.Builder graph =
                GraphSpec.builder().node(RunWorld.node("root")).node(RunWorld.node("sink"));
        for (int i = 0; i < width; i++) {
            graph.node(RunWorld.node("n" + i)).edge("root", "n" + i).edge("n" + i, "sink");
        }
        return graph.build();
    }

    @Test
    default void aRunWithoutNodesIsCompleteAtOnce() {
        Ulid run = world().runs().startRun(GraphSpec.builder().build()).id();

        assertCompleted(run, SUCCESS);
    }

    @Test
    default void anIdentityIsUsedOnce() {
        Ulid run = world().start(RunWorld.graph("a"));

        assertFails(
                ErrorKind.PRECONDITION, () -> world().runs().startRun(run, RunWorld.graph("b"), RunOptions.DEFAULT));
        assertThat(world().runs().inspectRun(run).nodes())
                .extracting(Node::name)
                .containsExactly("a");
    }

    @Test
    default void aFailureAtTheRootOfALongChainSkipsAllOfIt() {
        Ulid run = world().start(chain(1000));
        world().complete(world().join("me"), run, "n0", FAIL);

        assertCompleted(run, FAIL);
        assertThat(world().summary(run).counts().completed(SKIPPED)).isEqualTo(999);
    }

    @Test
    default void aWideFanIsReadyAtOnceAndItsSinkAtLast() {
        int width = 250;
        Ulid run = world().start(fan(width));
        Membership me = world().join("me");
        world().complete(me, run, "root", SUCCESS);
        assertThat(world().runs().stats().ready()).isEqualTo(width);

        List<ClaimedNode> all = world().drain(me, node -> SUCCESS);
        assertThat(all).hasSize(width + 1);
        assertThat(all.get(width).node().name()).isEqualTo("sink");
        assertThat(all.get(width).node().inputs()).hasSize(width).containsKeys("n0", "n249");
        assertCompleted(run, SUCCESS);
    }

    @Test
    default void aNodeOfWhichOneOfManyParentsFailsIsSkippedWhileOthersStillRun() {
        Ulid run = world().start(RunWorld.graph("a-x b-x c-x x-y c-z"));
        Membership me = world().join("me");
        world().complete(me, run, "a", SUCCESS);
        ClaimedNode running = world().claim(me, run, "c");
        world().complete(me, run, "b", FAIL);

        Run shown = world().runs().inspectRun(run);
        assertThat(shown.node("x").orElseThrow().conclusion()).contains(SKIPPED);
        assertThat(shown.node("y").orElseThrow().conclusion()).contains(SKIPPED);
        assertThat(shown.node("z").orElseThrow().status()).isEqualTo(NodeStatus.WAITING);
        assertThat(shown.status()).isEqualTo(RunStatus.RUNNING);
        world().finish(running, SUCCESS);
        world().settle();
        world().complete(me, run, "z", SUCCESS);
        assertCompleted(run, FAIL);
    }

    @Test
    default void sharedDescendantsAreSkippedOnce() {
        // Each layer doubles the number of paths: walking paths instead of nodes would not end.
        GraphSpec.Builder graph = GraphSpec.builder().node(RunWorld.node("top"));
        String above = "top";
        for (int i = 0; i < 40; i++) {
            String below = "join" + i;
            graph.node(RunWorld.node("left" + i))
                    .node(RunWorld.node("right" + i))
                    .node(RunWorld.node(below));
            graph.edge(above, "left" + i).edge(above, "right" + i);
            graph.edge("left" + i, below).edge("right" + i, below);
            above = below;
        }
        Ulid run = world().start(graph.build());
        world().complete(world().join("me"), run, "top", ERROR);

        assertCompleted(run, ERROR);
        assertThat(world().summary(run).counts().completed(SKIPPED)).isEqualTo(120);
    }

    @Test
    default void manyFirstNodesAreReadyOnceTheyHavePropagated() {
        GraphSpec.Builder graph = GraphSpec.builder();
        for (int i = 0; i < 230; i++) {
            graph.node(RunWorld.node("n" + i));
        }
        Ulid run = world().runs().startRun(graph.build()).id();
        assertThat(world().summary(run).status()).isEqualTo(RunStatus.WAITING);
        world().settle();

        assertThat(world().summary(run).status()).isEqualTo(RunStatus.RUNNING);
        assertThat(world().runs().stats().ready()).isEqualTo(230);
        assertThat(world().drain(world().join("me"), node -> SUCCESS)).hasSize(230);
        assertCompleted(run, SUCCESS);
    }

    @Test
    default void aRunThatIsCanceledEndsWithoutWhatIsNotRunning() {
        Ulid run =
                world().start(RunWorld.graph("a-c b-c c-d", RunWorld.node("b").withMaxAttempts(ERROR, 9)));
        Membership me = world().join("me");
        ClaimedNode running = world().claim(me, run, "b");
        assertThat(world().runs().canceled(Set.of(run))).isEmpty();

        assertThat(world().runs().cancelRun(run, "enough")).isTrue();
        assertThat(world().runs().cancelRun(run, "again")).isFalse();
        assertThat(world().runs().canceled(List.of(run, new Ulid(1, 1)))).containsExactly(run);
        world().settle();

        Run shown = world().runs().inspectRun(run);
        assertThat(shown.cancellation().orElseThrow().reason()).isEqualTo("enough");
        assertThat(shown.status()).isEqualTo(RunStatus.RUNNING);
        assertThat(shown.node("a").orElseThrow().conclusion()).contains(CANCELED);
        assertThat(shown.node("d").orElseThrow().conclusion()).contains(CANCELED);
        assertThat(world().runs().claimNode(me, run, "a")).isEmpty();
        world().finish(running, ERROR); // and is not tried again
        world().settle();
        assertCompleted(run, CANCELED);
        assertThat(world().runs().cancelRun(run, "late")).isFalse();
    }

    @Test
    default void whatIsOrphanedAfterACancellationIsNotExecuted() {
        Ulid run = world().start(RunWorld.graph("a", RunWorld.node("a").withMaxAttempts(ERROR, 9)));
        RunWorld other = anotherWorld();
        other.claim(other.join("other"), run, "a");
        world().runs().cancelRun(run, "enough");
        world().settle();
        world().expireOthers();

        Membership me = world().join("me");
        assertThat(world().drain(me, node -> SUCCESS)).isEmpty();
        world().settle();
        assertCompleted(run, CANCELED);
    }

    @Test
    default void aWideRunIsCanceledAsAWhole() {
        Ulid run = world().start(fan(150));
        Membership me = world().join("me");
        world().complete(me, run, "root", SUCCESS);
        world().complete(me, run, "n7", SUCCESS);
        world().runs().cancelRun(run, "enough");
        world().settle();

        assertCompleted(run, CANCELED);
        assertThat(world().summary(run).counts().completed(SUCCESS)).isEqualTo(2);
    }

    @Test
    default void aRunIsCanceledWhenItsDeadlinePasses() {
        RunOptions options =
                RunOptions.DEFAULT.withDeadline(world().clock().instant().plusSeconds(60));
        Ulid late = world().runs().startRun(RunWorld.graph("a-b"), options).id();
        Ulid done = world().runs().startRun(RunWorld.graph("a"), options).id();
        Ulid free = world().start(RunWorld.graph("a"));
        world().complete(world().join("me"), done, "a", SUCCESS);
        world().clock().advance(Duration.ofSeconds(59));
        world().runs().sweep(world().session());
        assertThat(world().runs().canceled(List.of(late, done, free))).isEmpty();

        world().clock().advance(Duration.ofSeconds(2));
        while (world().runs().sweep(world().session())) {
            world().settle();
        }
        world().settle();
        assertThat(world().runs().canceled(List.of(late, done, free))).containsExactly(late);
        assertThat(world().summary(late).conclusion()).contains(CANCELED);
        assertThat(world().summary(late).options()).isEqualTo(options);
        assertThat(world().summary(done).conclusion()).contains(SUCCESS);
        assertThat(world().summary(free).status()).isEqualTo(RunStatus.RUNNING);
    }

    @Test
    default void whatComesTooLateForARunThatWasRemovedHindersNobody() {
        Ulid run = world().start(RunWorld.graph("a"));
        Membership me = world().join("me");
        ClaimedNode node = world().claim(me, run, "a");
        assertThat(world().runs().cancelRun(run, "enough")).isTrue();
        world().finish(node, SUCCESS);
        // The only node of a run is counted at once; the cancellation is still in the outbox.
        assertThat(world().runs().removeRun(run)).isTrue();

        world().settle();
        Ulid next = world().start(RunWorld.graph("a-c b-c"));
        world().complete(me, next, "a", SUCCESS);
        world().complete(me, next, "b", SUCCESS);
        world().complete(me, next, "c", SUCCESS);
        assertCompleted(next, SUCCESS);
    }

    @Test
    default void aCompleteRunCanBeRemoved() {
        Ulid run = world().start(chain(150));
        assertFails(ErrorKind.PRECONDITION, () -> world().runs().removeRun(run));
        world().complete(world().join("me"), run, "n0", FAIL);

        assertThat(world().runs().removeRun(run)).isTrue();
        assertThat(world().runs().removeRun(run)).isFalse();
        assertThat(world().runs().findRun(run)).isEmpty();
        assertFails(ErrorKind.NOT_EXIST, () -> world().runs().inspectRun(run));
        assertThat(world().runs().stats().runs()).isZero();
        world().runs().startRun(run, RunWorld.graph("a"), RunOptions.DEFAULT);
        assertThat(world().runs().inspectRun(run).nodes()).hasSize(1);
        assertThat(world().runs().inspectRun(run).node("a").orElseThrow().status())
                .isEqualTo(NodeStatus.READY);
    }
}
