package io.weirflow.testkit;

import static io.weirflow.testkit.LeaseWorld.TTL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.store.Commit;
import io.weirflow.store.CommitId;
import io.weirflow.store.Condition;
import io.weirflow.store.Scan;
import io.weirflow.store.StateStore;
import io.weirflow.store.lease.Session;
import io.weirflow.store.lease.SessionInfo;
import io.weirflow.store.lease.SessionState;
import io.weirflow.store.lease.Sessions;
import io.weirflow.testkit.FaultyStateStore.Fault;
import io.weirflow.testkit.FaultyStateStore.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The part of {@link LeaseContract} about sessions. */
abstract class SessionContract {
    private final List<StateStore> opened = new ArrayList<>();

    LeaseWorld world;
    private LeaseWorld.Member owner;
    private LeaseWorld.Member observer;

    /** Opens a handle on the same state at each call. One that is {@link AutoCloseable} is closed after the test. */
    protected abstract StateStore open() throws Exception;

    @BeforeEach
    final void createTheWorld() {
        world = new LeaseWorld(this::opened, "contract-" + CommitId.random());
        owner = world.member();
        observer = world.member();
    }

    private StateStore opened() {
        try {
            StateStore store = open();
            opened.add(store);
            return store;
        } catch (Exception e) {
            throw new AssertionError("cannot open a handle", e);
        }
    }

    @AfterEach
    final void closeTheStores() throws Exception {
        for (StateStore store : opened) {
            if (store instanceof AutoCloseable closeable) {
                closeable.close();
            }
        }
    }

    @Test
    void aSessionEndsWhenAnObserverHasSeenItUnchangedForItsTimeToLive() {
        Session session = owner.open("a");
        assertThat(observer.sessions.sweep()).isEmpty();
        world.pass(TTL.minusMillis(1));
        assertThat(observer.sessions.sweep()).isEmpty();
        world.pass(Duration.ofMillis(1));
        assertThat(observer.sessions.sweep()).containsExactly(session.id());
        assertThat(observer.sessions.ended(List.of(session.id()))).containsExactly(session.id());
        assertThat(observer.sessions.list()).isEmpty();
    }

    @Test
    void anObserverThatHasJustComeWaitsForTheWholeTimeToLive() {
        owner.open("a");
        world.pass(TTL.multipliedBy(3));
        assertThat(observer.sessions.sweep()).isEmpty();
        world.pass(TTL);
        assertThat(observer.sessions.sweep()).hasSize(1);
    }

    @Test
    void aRenewedSessionLivesOn() {
        Session session = owner.open("a");
        for (int i = 0; i < 10; i++) {
            observer.sessions.sweep();
            world.pass(TTL.minusMillis(1));
            assertThat(session.renew()).isEqualTo(SessionState.ALIVE);
        }
        assertThat(observer.sessions.sweep()).isEmpty();
    }

    @Test
    void clocksThatJumpChangeNothing() {
        Session session = owner.open("a");
        observer.sessions.sweep();
        observer.clock.advance(Duration.ofHours(1));
        owner.clock.advance(Duration.ofHours(-1));
        assertThat(observer.sessions.sweep()).isEmpty();
        assertThat(session.renew()).isEqualTo(SessionState.ALIVE);
        observer.clock.advance(Duration.ofHours(-2));
        observer.sessions.sweep();
        world.pass(TTL);
        assertThat(observer.sessions.sweep()).containsExactly(session.id());
    }

    @Test
    void whoCouldNotRenewIsInDoubtAndMayRecover() {
        Session session = owner.open("a");
        world.pass(TTL.minusNanos(1));
        assertThat(session.state()).isEqualTo(SessionState.ALIVE);
        world.pass(Duration.ofNanos(1));
        assertThat(session.state()).isEqualTo(SessionState.DOUBTFUL);
        assertThat(session.renew()).isEqualTo(SessionState.ALIVE);
    }

    @Test
    void whoWasEndedFindsOutOnceAndForEver() {
        Session session = owner.open("a");
        AtomicInteger losses = new AtomicInteger();
        session.onLoss(losses::incrementAndGet);
        observer.sessions.sweep();
        world.pass(TTL);
        observer.sessions.sweep();
        assertThat(session.state()).isEqualTo(SessionState.DOUBTFUL);
        assertThat(session.renew()).isEqualTo(SessionState.LOST);
        assertThat(session.renew()).isEqualTo(SessionState.LOST);
        assertThat(losses).hasValue(1);
        session.onLoss(losses::incrementAndGet);
        assertThat(losses).hasValue(2);
        session.close();
        assertThat(session.state()).isEqualTo(SessionState.LOST);
    }

    @Test
    void theCheckFailsOnceTheSessionHasEndedAndIsNotDisturbedByRenewals() {
        Session session = owner.open("a");
        session.renew();
        assertThat(world.store.commit(Commit.of(session.check()))).isEmpty();
        observer.sessions.sweep();
        world.pass(TTL);
        observer.sessions.sweep();
        assertThat(world.store.commit(Commit.of(session.check()))).isPresent();
    }

    @Test
    void aClosedSessionHasEndedForOthersAtOnce() {
        Session session = owner.open("a");
        session.close();
        session.close();
        assertThat(session.state()).isEqualTo(SessionState.CLOSED);
        assertThat(session.renew()).isEqualTo(SessionState.CLOSED);
        assertThat(observer.sessions.ended(List.of(session.id(), "never")))
                .containsExactlyInAnyOrder(session.id(), "never");
    }

    @Test
    void sessionsOfOneNameAreTwoSessions() {
        Session first = owner.open("same");
        Session second = observer.open("same");
        assertThat(observer.sessions.list())
                .extracting(SessionInfo::id)
                .containsExactlyInAnyOrder(first.id(), second.id());
        assertThat(observer.sessions.list()).extracting(SessionInfo::holder).containsOnly("same");
    }

    @Test
    void aRenewalWhoseReplyIsLostIsARenewal() {
        for (int lost = 2; lost < 12; lost++) {
            LeaseWorld.Member member = world.new Member(Plan.atCommit(lost, Fault.REPLY_LOST));
            Session session = member.open("a");
            for (int i = 0; i < 12; i++) {
                assertThat(session.renew()).isEqualTo(SessionState.ALIVE);
            }
        }
    }

    @Test
    void aStoreThatIsAwayLeavesTheSessionInDoubtNotLost() {
        LeaseWorld.Member member = world.new Member(Plan.none());
        Session session = member.open("a");
        member.view.crash();
        assertThatThrownBy(session::renew).isNotNull();
        world.pass(TTL);
        assertThat(session.state()).isEqualTo(SessionState.DOUBTFUL);
    }

    @Test
    void aTimeToLiveHasALowerLimit() {
        assertThatThrownBy(() -> owner.sessions.open("a", Duration.ofMillis(49)))
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID));
    }

    @Test
    void aSessionRenewsItselfAndTellsOfItsLoss() throws InterruptedException {
        StateStore store = world.store;
        Sessions sessions = Sessions.of(store, world.namespace);
        CountDownLatch renewals = new CountDownLatch(5);
        CountDownLatch lost = new CountDownLatch(1);
        String partition = world.namespace + "/sessions";
        try (Session session = sessions.open("a", Duration.ofMillis(60));
                var watch = store.watch(partition, renewals::countDown)) {
            assertThat(watch).isNotNull();
            session.onLoss(lost::countDown);
            assertThat(renewals.await(20, TimeUnit.SECONDS)).isTrue();
            Commit.Builder deletion = Commit.builder();
            store.scanAll(Scan.of(partition))
                    .forEachRemaining(record -> deletion.delete(record.key(), Condition.any()));
            store.commitOrFail(deletion.build());
            assertThat(lost.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
