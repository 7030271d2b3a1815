package io.weirflow.testkit;

import static io.weirflow.testkit.LeaseWorld.TTL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.WeirflowException;
import io.weirflow.store.Commit;
import io.weirflow.store.Condition;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateValue;
import io.weirflow.store.lease.Lease;
import io.weirflow.store.lease.Session;
import io.weirflow.testkit.FaultyStateStore.Fault;
import io.weirflow.testkit.FaultyStateStore.Plan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What sessions and {@link io.weirflow.store.lease.Leases} promise on a state store. Each store has a subclass. */
public abstract class LeaseContract extends SessionContract {
    private StateKey result;
    private LeaseWorld.Member one;
    private LeaseWorld.Member two;
    private Session first;
    private Session second;

    /** Lets two processes open a session each. */
    private void openSessions() {
        result = new StateKey(world.namespace + "/results", "one");
        one = world.member();
        two = world.member();
        first = one.open("one");
        second = two.open("two");
    }

    @Test
    void aLeaseHasOneHolder() {
        openSessions();
        Lease lease = one.leases.tryAcquire("x", first).orElseThrow();
        assertThat(lease.isHeld()).isTrue();
        assertThat(lease.token()).isEqualTo(1);
        assertThat(two.leases.tryAcquire("x", second)).isEmpty();
        assertThat(one.leases.tryAcquire("x", first)).isEmpty();
        assertThat(two.leases.tryAcquire("y", second)).isPresent();
    }

    @Test
    void aReleasedLeaseIsFreeAndItsTokenGrows() {
        openSessions();
        Lease lease = one.leases.tryAcquire("x", first).orElseThrow();
        assertThat(lease.release()).isTrue();
        assertThat(lease.release()).isFalse();
        assertThat(lease.isHeld()).isFalse();
        assertThat(two.leases.tryAcquire("x", second).orElseThrow().token()).isEqualTo(2);
    }

    @Test
    void aRetiredLeaseLeavesNothing() {
        openSessions();
        assertThat(one.leases.tryAcquire("x", first).orElseThrow().retire()).isTrue();
        assertThat(world.store.get(new StateKey(world.namespace + "/lease/x", "lease")))
                .isEmpty();
        assertThat(two.leases.tryAcquire("x", second).orElseThrow().token()).isEqualTo(1);
    }

    @Test
    void aLeaseIsTakenOverWhenItsSessionHasEndedAndTheStaleHolderIsRefused() {
        openSessions();
        Lease stale = one.leases.tryAcquire("x", first).orElseThrow();
        two.sessions.sweep();
        world.pass(TTL.minusMillis(1));
        second.renew();
        two.sessions.sweep();
        assertThat(two.leases.tryAcquire("x", second)).isEmpty();
        world.pass(Duration.ofMillis(1));
        assertThat(two.sessions.sweep()).containsExactly(first.id());
        Lease lease = two.leases.tryAcquire("x", second).orElseThrow();
        assertThat(lease.token()).isEqualTo(2);

        assertThat(write(stale, "stale")).isFalse();
        assertThat(write(lease, "new")).isTrue();
        assertThat(stale.isHeld()).isFalse();
        assertThat(stale.release()).isFalse();
        assertThat(two.leases.tryAcquire("x", second)).isEmpty();
        assertThat(world.store.get(result).orElseThrow().value().utf8()).isEqualTo("new");
    }

    @Test
    void renewalsDoNotDisturbTheHoldersCommits() {
        openSessions();
        Lease lease = one.leases.tryAcquire("x", first).orElseThrow();
        first.renew();
        assertThat(write(lease, "a")).isTrue();
        assertThat(write(lease, "b")).isTrue();
    }

    @Test
    void whoClosesHisSessionGivesUpHisLeases() {
        openSessions();
        assertThat(one.leases.tryAcquire("x", first)).isPresent();
        first.close();
        assertThat(two.leases.tryAcquire("x", second)).isPresent();
    }

    @Test
    void aTakingWhoseReplyIsLostIsATaking() {
        openSessions();
        LeaseWorld.Member member = world.new Member(Plan.atCommit(2, Fault.REPLY_LOST));
        Session session = member.open("three");
        assertThat(member.leases.tryAcquire("x", session).orElseThrow().token()).isEqualTo(1);
    }

    @Test
    void aTakingWhoseOutcomeWasNeverKnownIsFoundLater() {
        openSessions();
        boolean[] away = {false};
        LeaseWorld.Member member = world.new Member(isCommit -> isCommit && away[0] ? Fault.REPLY_LOST : Fault.NONE);
        Session session = member.open("three");
        away[0] = true;
        assertThatThrownBy(() -> member.leases.tryAcquire("x", session)).isInstanceOf(WeirflowException.class);
        away[0] = false;
        assertThat(two.leases.tryAcquire("x", second)).isEmpty();
        Optional<Lease> lease = member.leases.tryAcquire("x", session);
        assertThat(lease).isPresent();
        assertThat(write(lease.get(), "mine")).isTrue();
        assertThat(member.leases.tryAcquire("x", session)).isEmpty();
    }

    @Test
    void ofSeveralLeasesThoseAreTakenThatAreFree() {
        openSessions();
        List<String> names = IntStream.range(0, 230).mapToObj(i -> "n" + i).toList();
        assertThat(two.leases.tryAcquireAll(List.of("n7", "n150"), second)).hasSize(2);
        Map<String, Lease> taken = one.leases.tryAcquireAll(names, first);
        assertThat(taken).hasSize(228).doesNotContainKeys("n7", "n150");
        assertThat(two.leases.tryAcquireAll(names, second)).isEmpty();
        assertThat(taken.values()).allMatch(Lease::isHeld).allMatch(lease -> lease.token() == 1);

        // Those that are not held any more do not keep the others from being retired.
        assertThat(taken.get("n3").retire()).isTrue();
        Lease again = two.leases.tryAcquire("n3", second).orElseThrow();
        one.leases.retireAll(taken.values());
        one.leases.retireAll(taken.values());
        assertThat(taken.values()).noneMatch(Lease::isHeld);
        assertThat(two.leases.tryAcquireAll(names, second)).hasSize(227);
        assertThat(write(again, "still mine")).isTrue();
    }

    @Test
    void leasesThatWereTakenWithoutAReplyAreAllFoundLater() {
        openSessions();
        boolean[] away = {false};
        LeaseWorld.Member member = world.new Member(isCommit -> isCommit && away[0] ? Fault.REPLY_LOST : Fault.NONE);
        Session session = member.open("three");
        away[0] = true;
        assertThatThrownBy(() -> member.leases.tryAcquireAll(List.of("x", "y"), session))
                .isInstanceOf(WeirflowException.class);
        away[0] = false;
        assertThat(two.leases.tryAcquireAll(List.of("x", "y", "z"), second)).containsOnlyKeys("z");
        assertThat(member.leases.tryAcquireAll(List.of("x", "y", "z"), session)).containsOnlyKeys("x", "y");
    }

    @Test
    void aTakingThatWasInterruptedWithoutAReplyIsFoundLater() {
        openSessions();
        boolean[] away = {false};
        LeaseWorld.Member member = world.new Member(isCommit -> isCommit && away[0] ? Fault.INTERRUPTED : Fault.NONE);
        Session session = member.open("three");
        away[0] = true;
        try {
            assertThatThrownBy(() -> member.leases.tryAcquire("x", session)).isInstanceOf(WeirflowException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        away[0] = false;
        assertThat(two.leases.tryAcquire("x", second)).isEmpty();
        assertThat(member.leases.tryAcquire("x", session)).isPresent();
    }

    @Test
    void whatWasTakenWithoutAReplyIsFoundThoughOthersTakeTheRest() {
        openSessions();
        AtomicReference<Fault> fault = new AtomicReference<>(Fault.NONE);
        LeaseWorld.Member member = world.new Member(isCommit -> {
            if (isCommit && fault.get() == Fault.CONTENDED) {
                fault.set(Fault.NONE);
                assertThat(two.leases.tryAcquire("z", second)).isPresent();
                return Fault.NONE;
            }
            return isCommit ? fault.get() : Fault.NONE;
        });
        Session session = member.open("three");
        fault.set(Fault.REPLY_LOST);
        assertThatThrownBy(() -> member.leases.tryAcquire("x", session)).isInstanceOf(WeirflowException.class);
        fault.set(Fault.CONTENDED);
        assertThat(member.leases.tryAcquireAll(List.of("x", "y", "z"), session)).containsOnlyKeys("x", "y");
    }

    @Test
    void whoWaitsGetsTheLeaseWhenItIsReleased() throws Exception {
        openSessions();
        Lease lease = one.leases.tryAcquire("x", first).orElseThrow();
        CompletableFuture<Optional<Lease>> waiting = CompletableFuture.supplyAsync(
                () -> two.leases.acquire("x", second, Duration.ofMinutes(1), Duration.ofMillis(5)));
        lease.release();
        assertThat(waiting.get(20, TimeUnit.SECONDS)).isPresent();
        assertThat(one.leases.acquire("x", first, Duration.ofMillis(10), Duration.ofMillis(5)))
                .isEmpty();
    }

    private boolean write(Lease lease, String text) {
        return world.store
                .commit(Commit.builder()
                        .add(lease.check())
                        .put(result, StateValue.utf8(text), Condition.any())
                        .build())
                .isEmpty();
    }
}
