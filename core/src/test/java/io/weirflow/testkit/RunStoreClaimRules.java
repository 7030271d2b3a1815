package io.weirflow.testkit;

import static io.weirflow.run.graph.Conclusion.ERROR;
import static io.weirflow.run.graph.Conclusion.FAIL;
import static io.weirflow.run.graph.Conclusion.SUCCESS;
import static io.weirflow.testkit.StorageAssertions.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Ulid;
import io.weirflow.base.WeirflowException;
import io.weirflow.run.AgentInfo;
import io.weirflow.run.ClaimedNode;
import io.weirflow.run.Finish;
import io.weirflow.run.Membership;
import io.weirflow.run.Node;
import io.weirflow.run.NodeClaim;
import io.weirflow.run.NodeEvent;
import io.weirflow.run.NodeResult;
import io.weirflow.run.NodeStatus;
import io.weirflow.run.Run;
import io.weirflow.run.RunStatus;
import io.weirflow.store.lease.Session;
import io.weirflow.testkit.FaultyStateStore.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who may claim and finish a node. */
interface RunStoreClaimRules extends RunStoreRules {
    private Node node(Ulid run, String name) {
        return world().runs().inspectNode(run, name);
    }

    @Test
    default void whatDoesNotExistCannotBeClaimedOrFinished() {
        Ulid run = world().start(RunWorld.graph("a"));
        Membership me = world().join("me");
        Ulid other = new Ulid(run.high(), run.low() ^ 1);

        assertFails(ErrorKind.NOT_EXIST, () -> world().runs().claimNode(me, other, "a"));
        assertFails(ErrorKind.NOT_EXIST, () -> world().runs().claimNode(me, run, "b"));
        assertFails(ErrorKind.NOT_EXIST, () -> world().runs().inspectRun(other));
        assertFails(ErrorKind.NOT_EXIST, () -> world().runs().inspectNode(run, "aa"));
        assertFails(
                ErrorKind.NOT_EXIST,
                () -> world().runs().finishNode(new NodeClaim(run, "b", 7, 1), NodeResult.success("")));
        assertThat(world().runs().findRun(other)).isEmpty();
    }

    @Test
    default void aNodeThatWasNeverClaimedCannotBeFinished() {
        Ulid run = world().start(RunWorld.graph("a-b"));

        assertFails(
                ErrorKind.PRECONDITION,
                () -> world().runs().finishNode(new NodeClaim(run, "a", 0, 1), NodeResult.success("")));
        assertFails(
                ErrorKind.PRECONDITION,
                () -> world().runs().finishNode(new NodeClaim(run, "b", 1, 0), NodeResult.success("")));
        assertThat(node(run, "a").status()).isEqualTo(NodeStatus.READY);
    }

    @Test
    default void aForeignTokenCannotFinishANode() {
        Ulid run = world().start(RunWorld.graph("a"));
        NodeClaim claim = world().claim(world().join("me"), run, "a").claim();
        NodeClaim foreign = new NodeClaim(run, "a", claim.place(), claim.token() + 1);

        assertFails(ErrorKind.PRECONDITION, () -> world().runs().finishNode(foreign, NodeResult.success("x")));
        assertThat(node(run, "a").status()).isEqualTo(NodeStatus.RUNNING);
        assertThat(world().runs().finishNode(claim, NodeResult.success("x")).status())
                .isEqualTo(NodeStatus.COMPLETED);
    }

    @Test
    default void aStaleTokenCannotFinishANode() {
        Ulid run = world().start(RunWorld.graph("a", RunWorld.node("a").withMaxAttempts(ERROR, 5)));
        RunWorld sleeper = anotherWorld();
        ClaimedNode stale = sleeper.claim(sleeper.join("sleeper"), run, "a");
        world().expireOthers();

        // The session of its holder has ended, but nobody has claimed it again.
        assertFails(ErrorKind.PRECONDITION, () -> sleeper.finish(stale, SUCCESS));
        Membership me = world().join("me");
        world().complete(me, run, "a", ERROR);
        assertFails(ErrorKind.PRECONDITION, () -> sleeper.finish(stale, SUCCESS));
        ClaimedNode mine = world().claim(me, run, "a");
        assertFails(ErrorKind.PRECONDITION, () -> sleeper.finish(stale, SUCCESS));
        assertThat(sleeper.runs().releaseNode(stale.claim())).isFalse();
        assertThat(mine.claim().token()).isGreaterThan(stale.claim().token());
        world().finish(mine, SUCCESS);
        world().settle();
        assertFails(ErrorKind.PRECONDITION, () -> sleeper.finish(stale, SUCCESS));

        assertThat(node(run, "a").attempts()).hasSize(2);
        assertThat(node(run, "a").attempts().get(1).agent()).isEqualTo("me");
        assertThat(world().summary(run).counts().completed(SUCCESS)).isEqualTo(1);
    }

    @Test
    default void finishingAgainWithTheSameResultChangesNothing() {
        Ulid run = world().start(RunWorld.graph("a-b"));
        ClaimedNode claimed = world().claim(world().join("me"), run, "a");
        Finish first = world().runs().finishNode(claimed.claim(), NodeResult.success("x"));
        Finish again = world().runs().finishNode(claimed.claim(), NodeResult.success("x"));
        world().settle();
        world().runs().finishNode(claimed.claim(), NodeResult.success("x"));
        world().settle();

        assertThat(again.status()).isEqualTo(first.status());
        assertThat(node(run, "a").attempts()).hasSize(1);
        assertThat(world().summary(run).counts().allCompleted()).isEqualTo(1);
        assertFails(ErrorKind.PRECONDITION, () -> world().runs().finishNode(claimed.claim(), NodeResult.success("y")));
        assertFails(ErrorKind.PRECONDITION, () -> world().runs().finishNode(claimed.claim(), NodeResult.fail("x")));
        assertThat(node(run, "a").output().orElseThrow().utf8()).isEqualTo("x");
    }

    @Test
    default void aRenewedSessionKeepsItsClaims() {
        Ulid run = world().start(RunWorld.graph("a"));
        RunWorld other = anotherWorld();
        ClaimedNode mine = world().claim(world().join("me"), run, "a");
        for (int i = 0; i < 5; i++) {
            other.runs().sweep(other.session());
            world().advance(RunWorld.TTL.dividedBy(2));
            world().session().renew();
            other.session().renew();
        }
        other.runs().sweep(other.session());

        world().finish(mine, SUCCESS);
        assertThat(node(run, "a").conclusion()).contains(SUCCESS);
    }

    @Test
    default void theClaimsOfASessionThatWasClosedAreOrphanedAtOnce() {
        Ulid run = world().start(RunWorld.graph("a"));
        Session leaving = world().newSession();
        world().claim(world().runs().join("leaving", Set.of(), leaving), run, "a");
        leaving.close();
        world().runs().sweep(world().session());

        assertThat(node(run, "a").status()).isEqualTo(NodeStatus.ORPHANED);
    }

    @Test
    default void aClaimThatIsGivenBackIsReadyWithoutAnAttempt() {
        Ulid run = world().start(RunWorld.graph("a"));
        Membership me = world().join("me");
        ClaimedNode first = world().claim(me, run, "a");

        assertThat(world().runs().releaseNode(first.claim())).isTrue();
        assertThat(world().runs().releaseNode(first.claim())).isFalse();
        assertThat(node(run, "a").status()).isEqualTo(NodeStatus.READY);
        ClaimedNode second = world().claim(me, run, "a");
        assertThat(second.claim().token()).isGreaterThan(first.claim().token());
        assertThat(second.node().attempts()).isEmpty();
        assertFails(ErrorKind.PRECONDITION, () -> world().finish(first, SUCCESS));
    }

    @Test
    default void twoAgentsOfOneIdentityAreRefused() {
        Membership first = world().join("same");
        RunWorld other = anotherWorld();

        assertThat(assertFails(ErrorKind.PRECONDITION, () -> other.join("same")))
                .hasMessageContaining("same")
                .hasMessageContaining(world().session().id());
        assertFails(ErrorKind.PRECONDITION, () -> world().join("same"));
        first.close();
        first.close();
        other.join("same");
        assertThat(world().runs().listAgents())
                .extracting(AgentInfo::session)
                .containsExactly(other.session().id());
    }

    @Test
    default void anAgentWhoseSessionHasEndedIsNotListedAndCanBeReplaced() {
        RunWorld other = anotherWorld();
        other.runs().join("same", Set.of("x", "a"), other.session());
        assertThat(world().runs().listAgents()).hasSize(1);
        assertThat(world().runs().listAgents().get(0).runtimes()).containsExactly("a", "x");
        world().expireOthers();

        assertThat(world().runs().listAgents()).isEmpty();
        world().join("same");
        assertThat(world().runs().listAgents()).extracting(AgentInfo::id).containsExactly("same");
    }

    @Test
    default void aMemberWhoseSessionIsClosedClaimsNothing() {
        Ulid run = world().start(RunWorld.graph("a"));
        Session closing = world().newSession();
        Membership member = world().runs().join("closing", Set.of(), closing);
        closing.close();

        assertFails(ErrorKind.PRECONDITION, () -> world().runs().claimNode(member, run, "a"));
        assertThat(node(run, "a").status()).isEqualTo(NodeStatus.READY);
    }

    @Test
    default void everyAttemptIsKeptInOrderWithItsOutput() {
        Ulid run = world().start(RunWorld.graph(
                "a", RunWorld.node("a").withMaxAttempts(FAIL, 3).withMaxAttempts(ERROR, 3)));
        Membership me = world().join("me");
        String large = "x".repeat(NodeResult.MAX_OUTPUT_BYTES / 4 - 1);
        for (int i = 0; i < 5; i++) {
            ClaimedNode claimed = world().claim(me, run, "a");
            assertThat(claimed.node().attempts()).hasSize(i);
            NodeResult result = i == 4
                    ? NodeResult.success("done")
                    : i % 2 == 0 ? NodeResult.fail(large + i) : NodeResult.error(large + i);
            world().runs().finishNode(claimed.claim(), result.with("number", "" + i));
        }
        world().settle();

        Run shown = world().runs().inspectRun(run);
        assertThat(shown.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(shown.nodes().get(0).attempts())
                .extracting(attempt -> attempt.result().metadata().get("number"))
                .isEqualTo(List.of("0", "1", "2", "3", "4"));
        assertThat(shown.nodes().get(0).attempts().get(3).result().output().utf8())
                .startsWith("xx")
                .endsWith("3");
        assertThat(node(run, "a").attempts()).isEqualTo(shown.nodes().get(0).attempts());
    }

    @Test
    default void attemptsOfEachConclusionAreLimitedOnTheirOwn() {
        int[] allowed = {0, 1, 2, 3};
        int[] executed = {1, 1, 2, 3};
        for (int i = 0; i < allowed.length; i++) {
            Ulid run = world().start(RunWorld.graph("a", RunWorld.node("a").withMaxAttempts(FAIL, allowed[i])));
            assertThat(drainFailing(run, "agent" + i)).isEqualTo(executed[i]);
        }
        Ulid both = world().start(RunWorld.graph(
                "a", RunWorld.node("a").withMaxAttempts(FAIL, 2).withMaxAttempts(ERROR, 2)));
        try (Membership me = world().join("both")) {
            List<ClaimedNode> all =
                    world().drain(me, node -> node.node().attempts().size() % 2 == 0 ? FAIL : ERROR);
            assertThat(all).hasSize(3);
        }
        assertThat(node(both, "a").conclusion()).contains(FAIL);
    }

    private int drainFailing(Ulid run, String agent) {
        try (Membership me = world().join(agent)) {
            int count = world().drain(me, node -> FAIL).size();
            assertThat(node(run, "a").conclusion()).contains(FAIL);
            return count;
        }
    }

    @Test
    default void whatWasReturnedDoesNotChange() {
        Ulid run = world().start(RunWorld.graph("a-b"));
        Run before = world().runs().inspectRun(run);
        Membership me = world().join("me");
        ClaimedNode claimed = world().claim(me, run, "a");
        world().finish(claimed, SUCCESS);
        world().settle();

        assertThat(before.status()).isEqualTo(RunStatus.RUNNING);
        assertThat(before.nodes()).extracting(Node::status).containsExactly(NodeStatus.READY, NodeStatus.WAITING);
        assertThat(before.nodes().get(1).inputs()).isEmpty();
        assertThat(claimed.node().status()).isEqualTo(NodeStatus.RUNNING);
    }

    @Test
    default void severalClaimsWithoutAReplyAreAllFoundOut() {
        boolean[] broken = {false};
        RunWorld process = faultyWorld("-several", isCommit -> isCommit && broken[0] ? Fault.REPLY_LOST : Fault.NONE);
        RunWorld other = worldOf("-several");
        Ulid run = other.start(RunWorld.graph("a b c"));
        Membership me = process.join("me");
        List<NodeEvent> events = List.of(other.event(run, "a"), other.event(run, "b"), other.event(run, "c"));
        broken[0] = true;
        try {
            process.runs().claimNodes(me, events);
        } catch (WeirflowException e) {
            assertThat(e.kind()).isEqualTo(ErrorKind.OUTCOME_UNKNOWN);
        }
        broken[0] = false;

        List<ClaimedNode> claimed = process.runs().claimNodes(me, events);
        assertThat(claimed).extracting(each -> each.node().name()).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(process.runs().claimNodes(me, events)).isEmpty();
        claimed.forEach(each -> process.finish(each, SUCCESS));
        process.settle();
        assertThat(other.summary(run).counts().isComplete()).isTrue();
    }

    @Test
    default void aClaimThatWasInterruptedWithoutAReplyIsFoundOut() {
        boolean[] broken = {false};
        RunWorld process =
                faultyWorld("-interrupted", isCommit -> isCommit && broken[0] ? Fault.INTERRUPTED : Fault.NONE);
        Ulid run = process.start(RunWorld.graph("a"));
        Membership me = process.join("me");
        broken[0] = true;
        try {
            assertThatThrownBy(() -> process.runs().claimNode(me, run, "a")).isInstanceOf(WeirflowException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        broken[0] = false;
        process.finish(process.claim(me, run, "a"), SUCCESS);
        process.settle();
        assertThat(process.summary(run).counts().isComplete()).isTrue();
    }

    @Test
    default void whatWasClaimedBeforeTroubleIsGiven() {
        boolean[] broken = {false};
        AtomicInteger commits = new AtomicInteger();
        RunWorld process = faultyWorld(
                "-partly",
                isCommit -> isCommit && broken[0] && commits.incrementAndGet() > 1 ? Fault.FAILS_BEFORE : Fault.NONE);
        RunWorld other = worldOf("-partly");
        List<String> names =
                IntStream.range(100, 150).mapToObj(number -> "n" + number).toList();
        Ulid run = other.start(RunWorld.graph(String.join(" ", names)));
        Membership me = process.join("me");
        List<NodeEvent> events =
                names.stream().map(name -> other.event(run, name)).toList();
        broken[0] = true;
        List<ClaimedNode> claimed = new ArrayList<>(process.runs().claimNodes(me, events));
        assertThat(claimed).isNotEmpty().hasSizeLessThan(50);
        broken[0] = false;
        claimed.addAll(process.runs().claimNodes(me, events));
        assertThat(claimed).extracting(each -> each.node().name()).containsExactlyInAnyOrderElementsOf(names);
    }
}
