package io.weirflow.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.cache.Claims.Claim;
import io.weirflow.cache.LeaseClaims;
import io.weirflow.digest.Digest;
import io.weirflow.store.CommitId;
import io.weirflow.store.Scan;
import io.weirflow.store.StateStore;
import io.weirflow.store.lease.Session;
import io.weirflow.store.lease.Sessions;
import io.weirflow.testkit.FaultyStateStore.Fault;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link LeaseClaims} promise on a state store. Each store has a subclass that says how it is opened. */
public abstract class LeaseClaimsContract {
    private static final Duration TTL = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Digest WORK = Digest.of("the work");

    private final String namespace = "contract-" + CommitId.random();
    private final ManualTicker ticker = new ManualTicker();
    private final List<StateStore> opened = new ArrayList<>();
    private Member one;
    private Member two;

    /** Opens a handle on the same state at each call. One that is {@link AutoCloseable} is closed after the test. */
    protected abstract StateStore open() throws Exception;

    /** One process: a handle, a session and claims of its own. */
    private final class Member {
        final StateStore store;
        final Sessions sessions;
        final Session session;
        final LeaseClaims claims;

        Member(StateStore store) {
            this.store = store;
            sessions = Sessions.of(store, namespace, Clock.systemUTC(), ticker);
            session = sessions.openUnrenewed("process", TTL);
            claims = LeaseClaims.of(store, namespace, sessions, session, POLL);
        }

        boolean claims(Digest work) {
            return claims.tryClaim(work).isPresent();
        }
    }

    @BeforeEach
    final void startTwoProcesses() throws Exception {
        opened.add(open());
        opened.add(open());
        one = new Member(opened.get(0));
        two = new Member(opened.get(1));
    }

    @AfterEach
    final void closeTheStores() throws Exception {
        for (StateStore each : opened) {
            if (each instanceof AutoCloseable closeable) {
                closeable.close();
            }
        }
    }

    @Test
    void workIsClaimedByOneProcessUntilItIsReleased() {
        Claim claim = one.claims.tryClaim(WORK).orElseThrow();
        assertThat(two.claims(WORK)).isFalse();
        assertThat(two.claims(Digest.of("other work"))).isTrue();
        claim.release();
        claim.release();
        assertThat(two.claims(WORK)).isTrue();
        assertThat(one.claims(WORK)).isFalse();
        assertThat(one.claims.pollInterval()).isEqualTo(POLL);
    }

    @Test
    void aProcessThatClaimsTwiceHasItUntilBothAreReleased() {
        Claim first = one.claims.tryClaim(WORK).orElseThrow();
        Claim second = one.claims.tryClaim(WORK).orElseThrow();
        first.release();
        first.release();
        assertThat(two.claims(WORK)).isFalse();
        second.release();
        assertThat(two.claims(WORK)).isTrue();
    }

    @Test
    void whatADeadProcessHasClaimedIsTakenOverAndNotReleasedByItAfterwards() {
        Claim stale = one.claims.tryClaim(WORK).orElseThrow();
        two.sessions.sweep();
        ticker.advance(TTL.minusMillis(1));
        two.session.renew();
        two.sessions.sweep();
        assertThat(two.claims(WORK)).isFalse();
        ticker.advance(Duration.ofMillis(1));
        assertThat(two.sessions.sweep()).containsExactly(one.session.id());
        assertThat(two.claims(WORK)).isTrue();
        stale.release();
        assertThat(new Member(one.store).claims(WORK)).isFalse();
    }

    @Test
    void aReleasedClaimLeavesNothingBehind() {
        Claim claim = one.claims.tryClaim(WORK).orElseThrow();
        claim.release();
        String partition = namespace + "/claims/lease/" + WORK;
        assertThat(one.store.scan(Scan.of(partition)).records()).isEmpty();
        Optional<Claim> held = one.claims.tryClaim(WORK);
        assertThat(held).isPresent();
        assertThat(one.store.scan(Scan.of(partition)).records())
                .as("the partition that was empty")
                .hasSize(1);
    }

    @Test
    void aClaimAndItsReleaseAreAReadAndTwoCommits() {
        AtomicInteger reads = new AtomicInteger();
        AtomicInteger commits = new AtomicInteger();
        Member counted = new Member(new FaultyStateStore(one.store, isCommit -> {
            (isCommit ? commits : reads).incrementAndGet();
            return Fault.NONE;
        }));
        reads.set(0);
        commits.set(0);
        counted.claims.tryClaim(WORK).orElseThrow().release();
        assertThat(reads).hasValue(1);
        assertThat(commits).hasValue(2);
    }

    @Test
    void aLostReplyIsNoLostClaim() {
        for (int commit = 1; commit <= 2; commit++) {
            Digest work = Digest.of("work " + commit);
            AtomicInteger commits = new AtomicInteger(-1); // the first opens the session
            int at = commit;
            Member process = new Member(new FaultyStateStore(
                    one.store,
                    isCommit -> isCommit && commits.incrementAndGet() == at ? Fault.REPLY_LOST : Fault.NONE));
            Claim claim = process.claims.tryClaim(work).orElseThrow();
            assertThat(two.claims(work)).isFalse();
            claim.release();
            assertThat(commits.get()).isGreaterThanOrEqualTo(at);
            assertThat(two.claims(work)).isTrue();
        }
    }

    @Test
    void workIsDoneWithoutAClaimWhenTheStoreCannotBeReachedOrTheSessionHasEnded() {
        boolean[] away = {false};
        Member process =
                new Member(new FaultyStateStore(one.store, isCommit -> away[0] ? Fault.FAILS_BEFORE : Fault.NONE));
        away[0] = true;
        process.claims.tryClaim(WORK).orElseThrow().release();
        away[0] = false;
        assertThat(two.claims(WORK)).isTrue();
        process.session.close();
        assertThat(process.claims(WORK))
                .as("two has it, and this one goes on without")
                .isTrue();
    }

    @Test
    void ofProcessesThatClaimAtTheSameTimeOneGetsEach() throws Exception {
        int works = 20;
        Map<Digest, Integer> holders = new ConcurrentHashMap<>();
        CyclicBarrier together = new CyclicBarrier(2);
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (Member member : List.of(one, two)) {
            Thread thread = new Thread(() -> {
                try {
                    for (int i = 0; i < works; i++) {
                        together.await();
                        Digest work = Digest.of("contended " + i);
                        if (member.claims(work)) {
                            holders.merge(work, 1, Integer::sum);
                        }
                    }
                } catch (Exception e) {
                    synchronized (failures) {
                        failures.add(e);
                    }
                    together.reset();
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        assertThat(holders).hasSize(works);
        assertThat(holders.values()).containsOnly(1);
    }
}
