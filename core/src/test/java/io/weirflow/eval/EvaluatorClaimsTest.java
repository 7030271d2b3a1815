package io.weirflow.eval;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.Uninterruptibles;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import io.weirflow.cache.LeaseClaims;
import io.weirflow.exec.Result;
import io.weirflow.flow.Flow;
import io.weirflow.store.MemoryStateStore;
import io.weirflow.store.StateStore;
import io.weirflow.store.lease.Session;
import io.weirflow.store.lease.Sessions;
import io.weirflow.testkit.FaultyStateStore;
import io.weirflow.testkit.FaultyStateStore.Fault;
import io.weirflow.testkit.ManualTicker;
import io.weirflow.testkit.ScriptedExecutor;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Evaluators in different processes, here with sessions and executors of their own, over one cache. */
class EvaluatorClaimsTest {
    private static final Duration TTL = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(5);

    private final Lab lab = new Lab();
    private final StateStore store = new MemoryStateStore();
    private final ManualTicker ticker = new ManualTicker();
    private final List<Evaluator> evaluators = new ArrayList<>();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    /** One process. */
    private final class Member {
        final Sessions sessions;
        final Session session;
        final Evaluator evaluator;

        Member(StateStore view) {
            sessions = Sessions.of(view, "test", Clock.systemUTC(), ticker);
            session = sessions.openUnrenewed("process", TTL);
            evaluator = lab.builder(lab.assoc, ScriptedExecutor.of(lab.repository, lab::script))
                    .claims(LeaseClaims.of(view, "test", sessions, session, POLL))
                    .build();
            evaluators.add(evaluator);
        }

        Evaluation start(EvaluationOptions options, Flow... targets) {
            return evaluator.start(List.of(targets), options);
        }

        Evaluation start(Flow... targets) {
            return start(EvaluationOptions.DEFAULT, targets);
        }
    }

    @AfterEach
    void close() {
        open.countDown();
        evaluators.forEach(Evaluator::close);
        lab.close();
    }

    private void slow() {
        lab.on("slow", config -> {
            entered.countDown();
            try {
                assertThat(open.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw WeirflowException.wrap(e, "slow");
            }
            return lab.result("done");
        });
    }

    /** Starts an evaluation and waits until it has handed something to its executor or tried to. */
    private static Evaluation startAndAwait(Member process, Flow flow) throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        Evaluation evaluation = process.start(
                EvaluationOptions.DEFAULT.withListener(event -> {
                    if (event instanceof EvaluationEvent.Started) {
                        started.countDown();
                    }
                }),
                flow);
        assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
        return evaluation;
    }

    @Test
    void whatTwoProcessesNeedIsRunOnceAndCountsAsCachedInTheOther() throws Exception {
        slow();
        Flow flow = Lab.exec("tag x", Lab.exec("slow"));
        Evaluation one = new Member(store).start(flow);
        assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
        Evaluation two = startAndAwait(new Member(store), flow);
        open.countDown();
        assertThat(lab.text(one.await().value(flow))).isEqualTo("x(done)");
        assertThat(lab.text(two.await().value(flow))).isEqualTo("x(done)");
        assertThat(lab.ran()).containsExactly("slow", "tag x");
        assertThat(one.progress().ran() + two.progress().ran()).isEqualTo(2);
        assertThat(two.progress().cached()).isPositive();
        assertThat(two.progress().running()).isZero();
    }

    @Test
    void anotherTakesOverWhenTheSessionOfTheOneThatRunsItHasEnded() throws Exception {
        slow();
        Flow flow = Lab.exec("slow");
        Member dying = new Member(store);
        Evaluation abandoned = dying.start(flow);
        assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
        Member other = new Member(store);
        Evaluation two = startAndAwait(other, flow);
        other.sessions.sweep();
        ticker.advance(TTL);
        other.session.renew();
        lab.on("slow", config -> lab.result("done by the other"));
        assertThat(other.sessions.sweep()).containsExactly(dying.session.id());
        assertThat(lab.text(two.await().value(flow))).isEqualTo("done by the other");
        open.countDown();
        abandoned.awaitResult();
    }

    @Test
    void aCommandThatFailedIsFreeForTheOther() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        lab.on("fails", config -> {
            if (runs.incrementAndGet() == 1) {
                entered.countDown();
                Uninterruptibles.awaitUninterruptibly(open);
                return Result.failed(Failure.of(ErrorKind.EXEC, "exec", "exit code 1"));
            }
            return lab.result("fine");
        });
        Flow flow = Lab.exec("fails");
        Evaluation one = new Member(store).start(flow);
        assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
        Evaluation two = startAndAwait(new Member(store), flow);
        open.countDown();
        assertThat(one.awaitResult().failures()).hasSize(1);
        assertThat(lab.text(two.await().value(flow))).isEqualTo("fine");
        assertThat(runs).hasValue(2);
    }

    @Test
    void evaluationsOfOneProcessShareAClaim() throws Exception {
        slow();
        Flow flow = Lab.exec("slow");
        Member process = new Member(store);
        Evaluation one = process.start(flow);
        assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
        Evaluation two = startAndAwait(process, flow);
        open.countDown();
        one.await();
        two.await();
        Flow later = Lab.exec("put later");
        process.start(flow, later).await();
        assertThat(lab.ran()).contains("put later");
    }

    @Test
    void whatIsCachedCostsTheStateStoreNothing() {
        AtomicInteger operations = new AtomicInteger();
        Member process = new Member(new FaultyStateStore(store, isCommit -> {
            operations.incrementAndGet();
            return Fault.NONE;
        }));
        Flow[] flows = new Flow[20];
        for (int i = 0; i < flows.length; i++) {
            flows[i] = Lab.exec("tag t" + i, Lab.exec("put x" + i));
        }
        process.start(flows).await();
        assertThat(operations.get())
                .as("a read and two commits for each of forty, and a session")
                .isLessThanOrEqualTo(121);
        operations.set(0);
        process.start(flows).await();
        process.start(EvaluationOptions.DEFAULT.withLookupOrder(LookupOrder.BOTTOM_UP), flows)
                .await();
        assertThat(operations).hasValue(0);
        process.start(EvaluationOptions.DEFAULT.withCacheMode(CacheMode.OFF), flows)
                .await();
        assertThat(operations).as("without a cache there is nothing to share").hasValue(0);
    }

    @Test
    void workIsDoneWithoutClaimsIfTheStoreCannotBeReached() {
        boolean[] away = {false};
        Member process = new Member(new FaultyStateStore(store, isCommit -> away[0] ? Fault.FAILS_BEFORE : Fault.NONE));
        away[0] = true;
        Flow flow = Lab.exec("put x");
        assertThat(lab.text(process.start(flow).await().value(flow))).isEqualTo("x");
        away[0] = false;
        process.session.close();
        Flow other = Lab.exec("put y");
        assertThat(lab.text(process.start(other).await().value(other))).isEqualTo("y");
    }

    @Test
    void anEvaluationThatWaitsForAnotherProcessCanBeCanceled() throws Exception {
        slow();
        Flow flow = Lab.exec("slow");
        Evaluation one = new Member(store).start(flow);
        assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
        Evaluation two = startAndAwait(new Member(store), flow);
        two.close();
        open.countDown();
        assertThat(lab.text(one.await().value(flow))).isEqualTo("done");
    }

    @Test
    void twoProcessesShareManyCommands() {
        Flow[] flows = new Flow[200];
        for (int i = 0; i < flows.length; i++) {
            flows[i] = Lab.exec("tag t" + i, Lab.exec("put x" + i));
        }
        Evaluation one = new Member(store).start(flows);
        Evaluation two = new Member(store).start(flows);
        one.await();
        two.await();
        assertThat(lab.ran()).hasSize(400).doesNotHaveDuplicates();
        assertThat(one.progress().ran() + two.progress().ran()).isEqualTo(400);
    }
}
