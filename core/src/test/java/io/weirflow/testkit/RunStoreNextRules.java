package io.weirflow.testkit;

import static io.weirflow.run.graph.Conclusion.ERROR;
import static io.weirflow.testkit.StorageAssertions.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Ulid;
import io.weirflow.base.WeirflowException;
import io.weirflow.run.ClaimedNode;
import io.weirflow.run.FinishAndClaim;
import io.weirflow.run.Membership;
import io.weirflow.run.NodeEvent;
import io.weirflow.run.NodeResult;
import io.weirflow.run.NodeStatus;
import io.weirflow.run.RunStats;
import io.weirflow.testkit.FaultyStateStore.Fault;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Finishing a node and claiming the next with that. */
interface RunStoreNextRules extends RunStoreRules {
    private static NodeStatus status(RunWorld world, Ulid run, String node) {
        return world.runs().inspectNode(run, node).status();
    }

    @Test
    default void aNodeIsFinishedAndTheNextClaimed() {
        Ulid run = world().start(RunWorld.graph("a-c b-c"));
        Membership me = world().join("me");
        ClaimedNode a = world().claim(me, run, "a");

        FinishAndClaim both =
                world().runs().finishAndClaim(a.claim(), NodeResult.success("x"), me, world().event(run, "b"));
        assertThat(both.finish().status()).isEqualTo(NodeStatus.COMPLETED);
        ClaimedNode b = both.next().orElseThrow();
        assertThat(status(world(), run, "a")).isEqualTo(NodeStatus.COMPLETED);
        assertThat(status(world(), run, "b")).isEqualTo(NodeStatus.RUNNING);

        // What waits cannot be had, which does not keep the other from being finished.
        FinishAndClaim last =
                world().runs().finishAndClaim(b.claim(), NodeResult.success("y"), me, world().event(run, "c"));
        assertThat(last.next()).isEmpty();
        assertThat(last.finish().status()).isEqualTo(NodeStatus.COMPLETED);
        world().settle();
        assertThat(world().claim(me, run, "c").node().inputs()).containsOnlyKeys("a", "b");
        assertThat(world().runs().stats()).isEqualTo(new RunStats(1, 0, 0, 1, 0, 2));
    }

    @Test
    default void whoseClaimDoesNotHoldClaimsNothingWithIt() {
        Ulid run = world().start(RunWorld.graph("a b", RunWorld.node("a").withMaxAttempts(ERROR, 5)));
        RunWorld asleep = anotherWorld();
        Membership stale = asleep.join("stale");
        ClaimedNode lost = asleep.claim(stale, run, "a");
        world().expireOthers();
        world().claim(world().join("me"), run, "a");

        assertFails(
                ErrorKind.PRECONDITION,
                () -> asleep.runs()
                        .finishAndClaim(lost.claim(), NodeResult.success("late"), stale, world().event(run, "b")));
        assertThat(status(world(), run, "a")).isEqualTo(NodeStatus.RUNNING);
        assertThat(status(world(), run, "b")).isEqualTo(NodeStatus.READY);
    }

    @Test
    default void whenAnotherIsFasterTheNodeIsOnlyFinished() {
        AtomicReference<Runnable> before = new AtomicReference<>(() -> {});
        RunWorld slow = faultyWorld("-faster", isCommit -> {
            if (isCommit) {
                before.getAndSet(() -> {}).run();
            }
            return Fault.NONE;
        });
        RunWorld fast = worldOf("-faster");
        Ulid run = fast.start(RunWorld.graph("a b"));
        Membership me = slow.join("slow");
        Membership other = fast.join("fast");
        ClaimedNode a = slow.claim(me, run, "a");
        NodeEvent b = fast.event(run, "b");
        before.set(() -> fast.claim(other, run, "b"));

        FinishAndClaim done = slow.runs().finishAndClaim(a.claim(), NodeResult.success("x"), me, b);
        assertThat(done.next()).isEmpty();
        assertThat(done.finish().status()).isEqualTo(NodeStatus.COMPLETED);
        assertThat(fast.runs().inspectNode(run, "b").holder().orElseThrow().agent())
                .isEqualTo("fast");
    }

    @Test
    default void whatWasDoneWithoutAReplyIsFoundOut() {
        boolean[] broken = {false};
        RunWorld process = faultyWorld("-lost", isCommit -> isCommit && broken[0] ? Fault.REPLY_LOST : Fault.NONE);
        RunWorld other = worldOf("-lost");
        Ulid run = other.start(RunWorld.graph("a b c"));
        Membership me = process.join("me");
        ClaimedNode a = process.claim(me, run, "a");
        ClaimedNode c = process.claim(me, run, "c");
        NodeEvent b = other.event(run, "b");
        broken[0] = true;
        try {
            process.runs().finishAndClaim(a.claim(), NodeResult.success("x"), me, b);
        } catch (WeirflowException e) {
            assertThat(e.kind()).isEqualTo(ErrorKind.OUTCOME_UNKNOWN);
        }
        broken[0] = false;

        assertThat(process.runs().finishNode(a.claim(), NodeResult.success("x")).status())
                .isEqualTo(NodeStatus.COMPLETED);
        FinishAndClaim again = process.runs().finishAndClaim(c.claim(), NodeResult.success("z"), me, b);
        ClaimedNode next = again.next()
                .or(() -> process.runs().claimNodes(me, List.of(b)).stream().findFirst())
                .orElseThrow();
        process.runs().finishNode(next.claim(), NodeResult.success("y"));
        process.settle();
        assertThat(other.summary(run).counts().isComplete()).isTrue();
        assertThat(other.runs().inspectNode(run, "a").attempts()).hasSize(1);
        assertThat(other.runs().inspectNode(run, "b").attempts()).hasSize(1);
    }
}
