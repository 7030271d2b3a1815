package io.weirflow.testkit;

import static io.weirflow.run.graph.Conclusion.CANCELED;
import static io.weirflow.run.graph.Conclusion.ERROR;
import static io.weirflow.run.graph.Conclusion.FAIL;
import static io.weirflow.run.graph.Conclusion.SUCCESS;
import static io.weirflow.testkit.StorageAssertions.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Ulid;
import io.weirflow.run.ClaimedNode;
import io.weirflow.run.Finish;
import io.weirflow.run.Membership;
import io.weirflow.run.NodeEventType;
import io.weirflow.run.NodeEvents;
import io.weirflow.run.NodeStatus;
import io.weirflow.run.RunOptions;
import io.weirflow.run.RunStats;
import io.weirflow.run.graph.NodeSpec;
import io.weirflow.run.graph.RetryDelay;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What time does to runs: waits between attempts, and clocks that are set. */
interface RunStoreTimeRules extends RunStoreRules {
    /** Lets time pass on clocks and tickers, and sweeps as often as there is something to do. */
    private void pass(Duration time) {
        world().clock().advance(time);
        world().advance(time);
        world().session().renew();
        sweep();
    }

    private void sweep() {
        while (world().runs().sweep(world().session())) {
            world().settle();
        }
        world().settle();
    }

    private NodeStatus status(Ulid run, String node) {
        return world().runs().inspectNode(run, node).status();
    }

    private static NodeSpec delayed(String name, RetryDelay delay) {
        return RunWorld.node(name)
                .withMaxAttempts(FAIL, 3)
                .withMaxAttempts(ERROR, 3)
                .withRetryDelay(delay);
    }

    @Test
    default void aNodeWaitsLongerAfterEachAttemptBeforeItIsTriedAgain() {
        RetryDelay delay = RetryDelay.doubling(Duration.ofSeconds(2), Duration.ofMinutes(1));
        Ulid run = world().start(RunWorld.graph("a-b", delayed("a", delay)));
        Membership me = world().join("me");
        NodeEvents events = world().runs().subscribe(me, EnumSet.allOf(NodeEventType.class));
        assertThat(events.poll(10)).hasSize(1);

        for (int seconds = 2; seconds <= 4; seconds *= 2) {
            ClaimedNode node = world().claim(me, run, "a");
            Finish finish = world().runs().finishNode(node.claim(), RunWorld.result(node, FAIL));
            assertThat(finish).isEqualTo(new Finish(NodeStatus.DELAYED, false));
            assertThat(world().runs().finishNode(node.claim(), RunWorld.result(node, FAIL)))
                    .isEqualTo(finish);
            pass(Duration.ofSeconds(seconds).minusMillis(1));
            assertThat(status(run, "a")).isEqualTo(NodeStatus.DELAYED);
            assertFails(ErrorKind.PRECONDITION, () -> world().runs().claimNode(me, run, "a"));
            assertThat(events.poll(10)).isEmpty();
            assertThat(world().runs().stats()).isEqualTo(new RunStats(1, 2, 0, 0, 0, 0));

            pass(Duration.ofMillis(1));
            assertThat(status(run, "a")).isEqualTo(NodeStatus.READY);
            assertThat(events.poll(10)).hasSize(1);
        }
        ClaimedNode last = world().claim(me, run, "a");
        assertThat(last.node().attempts()).hasSize(2);
        world().finish(last, SUCCESS);
        world().settle();
        assertThat(status(run, "b")).isEqualTo(NodeStatus.READY);
        assertThat(world().runs().inspectRun(run).graph().nodes().get(0)).isEqualTo(delayed("a", delay));
    }

    @Test
    default void anOrphanWaitsToo() {
        Ulid run = world().start(RunWorld.graph("a", delayed("a", RetryDelay.of(Duration.ofSeconds(30)))));
        RunWorld lost = anotherWorld();
        lost.claim(lost.join("lost"), run, "a");
        world().expireOthers();
        Membership me = world().join("me");
        ClaimedNode orphan = world().claim(me, run, "a");
        assertThat(orphan.orphaned()).isTrue();
        world().finish(orphan, ERROR);

        assertThat(status(run, "a")).isEqualTo(NodeStatus.DELAYED);
        pass(Duration.ofSeconds(30));
        world().complete(me, run, "a", SUCCESS);
        assertThat(world().summary(run).conclusion()).contains(SUCCESS);
    }

    @Test
    default void aRunIsCanceledWhileANodeWaits() {
        Ulid run = world().start(RunWorld.graph("a-b", delayed("a", RetryDelay.of(Duration.ofHours(1)))));
        Membership me = world().join("me");
        world().complete(me, run, "a", FAIL);
        world().runs().cancelRun(run, "enough");
        world().settle();
        assertThat(world().summary(run).conclusion()).contains(CANCELED);

        assertThat(world().runs().removeRun(run)).isTrue();
        pass(Duration.ofHours(1));
        assertThat(world().runs().stats()).isEqualTo(new RunStats(0, 0, 0, 0, 0, 0));
    }

    @Test
    default void aHundredNodesThatWaitAreAllTriedAgain() {
        StringBuilder names = new StringBuilder("n0");
        for (int i = 1; i < 100; i++) {
            names.append(" n").append(i);
        }
        NodeSpec[] nodes = new NodeSpec[100];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = delayed("n" + i, RetryDelay.of(Duration.ofSeconds(1)));
        }
        Ulid run = world().start(RunWorld.graph(names.toString(), nodes));
        Membership me = world().join("me");
        assertThat(world().drain(me, node -> FAIL)).hasSize(100);
        pass(Duration.ofSeconds(1));
        assertThat(world().drain(me, node -> SUCCESS)).hasSize(100);
        assertThat(world().summary(run).conclusion()).contains(SUCCESS);
    }

    @Test
    default void aClockThatIsSetBackAnHourLosesNothingAndHoldsUpNothing() {
        Instant before = world().clock().instant();
        RunOptions deadline = RunOptions.DEFAULT.withDeadline(before.plusSeconds(7200));
        Ulid run = world().runs()
                .startRun(RunWorld.graph("a-b c-b d", delayed("a", RetryDelay.of(Duration.ofSeconds(5)))), deadline)
                .id();
        Membership me = world().join("me");
        RunWorld lost = anotherWorld();
        world().complete(me, run, "a", FAIL);
        ClaimedNode held = world().claim(me, run, "c");
        lost.claim(lost.join("lost"), run, "d");

        world().clock().advance(Duration.ofHours(-1));
        sweep();
        assertThat(status(run, "c")).isEqualTo(NodeStatus.RUNNING);
        assertThat(status(run, "d")).isEqualTo(NodeStatus.RUNNING);
        assertThat(world().runs().canceled(List.of(run))).isEmpty();

        // Time goes on: what waits is tried again, and who does not renew is found out, as if nothing had happened.
        world().expireOthers();
        sweep();
        assertThat(status(run, "a")).isEqualTo(NodeStatus.READY);
        assertThat(status(run, "d")).isEqualTo(NodeStatus.ORPHANED);
        world().finish(held, SUCCESS);
        world().complete(me, run, "a", SUCCESS);
        world().complete(me, run, "b", SUCCESS);
        world().complete(me, run, "d", ERROR);
        assertThat(world().summary(run).conclusion()).contains(ERROR);
        Ulid later = world().start(RunWorld.graph("x"));
        assertThat(world().runs().findRun(later)).isPresent();
    }
}
