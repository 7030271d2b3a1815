package io.weirflow.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.Ulid;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.eval.EvaluationEvent;
import io.weirflow.eval.NodeReport;
import io.weirflow.eval.Outcome;
import io.weirflow.eval.Progress;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.Flow;
import io.weirflow.run.history.HistoryQuery;
import io.weirflow.run.history.HistorySettings;
import io.weirflow.run.history.Page;
import io.weirflow.run.history.PastEvaluation;
import io.weirflow.run.history.PastState;
import io.weirflow.run.history.PastTask;
import io.weirflow.run.history.RunHistory;
import io.weirflow.store.CommitId;
import io.weirflow.store.StateStore;
import io.weirflow.store.lease.Session;
import io.weirflow.store.lease.Sessions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link RunHistory} promises on a state store. Each store has a subclass that says how it is opened. */
public abstract class RunHistoryContract {
    private static final Duration TTL = Duration.ofSeconds(10);

    private final String namespace = "contract-" + CommitId.random();
    private final ManualClock clock = new ManualClock();
    private final ManualTicker ticker = new ManualTicker();
    private final List<StateStore> opened = new ArrayList<>();
    private StateStore store;
    private Sessions sessions;
    private Session session;
    private RunHistory history;

    /** Opens a handle on the same state at each call. One that is {@link AutoCloseable} is closed after the test. */
    protected abstract StateStore open() throws Exception;

    @BeforeEach
    final void openTheHistory() throws Exception {
        store = open();
        opened.add(store);
        sessions = Sessions.of(store, namespace, clock, ticker);
        session = sessions.openUnrenewed("process", TTL);
        history = history(store, "ann");
    }

    private RunHistory history(StateStore on, String user) {
        return RunHistory.open(
                on,
                sessions,
                HistorySettings.of(namespace)
                        .withUser(user)
                        .withFlushInterval(Duration.ZERO)
                        .withClock(clock));
    }

    @AfterEach
    final void closeTheStores() throws Exception {
        for (StateStore each : opened) {
            if (each instanceof AutoCloseable closeable) {
                closeable.close();
            }
        }
    }

    /** An evaluation that is recorded. */
    private final class Evaluated {
        final Ulid id = Ulid.random(clock);
        final Consumer<EvaluationEvent> recorder;

        Evaluated(RunHistory in, String name) {
            recorder = in.recorder(session);
            recorder.accept(new EvaluationEvent.Begun(id, name));
        }

        Flow start(String ident) {
            Flow node = ExecNode.of("echo", List.of()).ident(ident).build();
            recorder.accept(new EvaluationEvent.Started(node, progress(0, 0)));
            return node;
        }

        void finish(Flow node, Outcome outcome, Optional<Failure> failure) {
            recorder.accept(new EvaluationEvent.Finished(
                    new NodeReport(node, key(node.ident()), outcome, Optional.empty(), failure, Duration.ofSeconds(1)),
                    progress(0, 0)));
        }

        void run(String ident) {
            finish(start(ident), Outcome.RAN, Optional.empty());
        }

        void end(Optional<Failure> failure) {
            recorder.accept(new EvaluationEvent.Ended(id, progress(3, failure.isPresent() ? 1 : 0), failure));
        }
    }

    private static Progress progress(long ran, long failed) {
        return new Progress(ran + failed + 2, ran, 2, failed, 0);
    }

    private static Digest key(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private Evaluated evaluated(String name, String... idents) {
        Evaluated evaluated = new Evaluated(history, name);
        for (String ident : idents) {
            evaluated.run(ident);
        }
        evaluated.end(Optional.empty());
        history.flush();
        return evaluated;
    }

    private static List<String> names(Page<PastEvaluation> page) {
        return page.items().stream().map(PastEvaluation::name).toList();
    }

    @Test
    void anEvaluationIsRememberedWithItsTasks() {
        Evaluated evaluated = new Evaluated(history, "nightly");
        Instant begun = clock.instant();
        Flow one = evaluated.start("one");
        clock.advance(Duration.ofSeconds(2));
        Flow two = evaluated.start("two");
        evaluated.finish(one, Outcome.RAN, Optional.empty());
        Failure failure = Failure.of(ErrorKind.EXEC, "two", "exit code 1");
        evaluated.finish(two, Outcome.FAILED, Optional.of(failure));
        evaluated.finish(ExecNode.of("x", List.of()).ident("hit").build(), Outcome.CACHED, Optional.empty());
        clock.advance(Duration.ofSeconds(3));
        evaluated.end(Optional.of(failure));
        history.flush();

        PastEvaluation found = history.evaluation(evaluated.id).orElseThrow();
        assertThat(found.name()).isEqualTo("nightly");
        assertThat(found.user()).isEqualTo("ann");
        assertThat(found.session()).isEqualTo(session.id());
        assertThat(found.started()).isEqualTo(begun);
        assertThat(found.ended()).contains(begun.plusSeconds(5));
        assertThat(found.state()).isEqualTo(PastState.FAILED);
        assertThat(found.error().orElseThrow()).contains("exit code 1");
        assertThat(List.of(found.ran(), found.cached(), found.failed())).containsExactly(3L, 2L, 1L);
        List<PastTask> tasks = history.tasksOf(evaluated.id, HistoryQuery.LAST).items();
        assertThat(tasks).extracting(PastTask::ident).containsExactly("one", "two");
        assertThat(tasks).extracting(PastTask::state).containsExactly(PastState.SUCCEEDED, PastState.FAILED);
        assertThat(tasks.get(0).key()).contains(key("one"));
        assertThat(tasks.get(0).started()).isEqualTo(begun);
        assertThat(tasks.get(0).ended()).contains(begun.plusSeconds(2));
        assertThat(tasks.get(1).error().orElseThrow()).contains("exit code 1");
        assertThat(history.evaluation(Ulid.random(clock))).isEmpty();
    }

    @Test
    void whatRunsIsToldFromWhatDiedWithItsProcess() {
        Evaluated evaluated = new Evaluated(history, "long");
        Flow done = evaluated.start("done");
        evaluated.start("running");
        evaluated.finish(done, Outcome.RAN, Optional.empty());
        history.flush();
        RunHistory observer = history(store, "observer");
        assertThat(observer.evaluations(HistoryQuery.LAST).items())
                .extracting(PastEvaluation::state)
                .containsExactly(PastState.RUNNING);
        assertThat(observer.tasksOf(evaluated.id, HistoryQuery.LAST).items())
                .extracting(PastTask::state)
                .containsExactly(PastState.SUCCEEDED, PastState.RUNNING);
        sessions.sweep();
        ticker.advance(TTL);
        sessions.sweep();
        assertThat(observer.evaluations(HistoryQuery.LAST).items())
                .extracting(PastEvaluation::state)
                .containsExactly(PastState.DIED);
        assertThat(observer.tasks(HistoryQuery.LAST).items())
                .extracting(PastTask::state)
                .containsExactlyInAnyOrder(PastState.SUCCEEDED, PastState.DIED);
    }

    @Test
    void whatWasCanceledAndWhatWasGivenUpWithItIsSaid() {
        Evaluated evaluated = new Evaluated(history, "canceled");
        evaluated.start("left");
        evaluated.end(Optional.of(Failure.of(ErrorKind.CANCELED, "evaluation", "was canceled")));
        history.flush();
        assertThat(history.evaluation(evaluated.id).orElseThrow().state()).isEqualTo(PastState.CANCELED);
        assertThat(history.tasksOf(evaluated.id, HistoryQuery.LAST).items())
                .extracting(PastTask::state)
                .containsExactly(PastState.CANCELED);
    }

    @Test
    void evaluationsAreFoundByTimeOverMonths() {
        for (int i = 0; i < 7; i++) {
            evaluated("e" + i, "t");
            clock.advance(Duration.ofDays(11));
        }
        Instant start = clock.instant().minus(Duration.ofDays(77));
        assertThat(names(history.evaluations(HistoryQuery.LAST)))
                .containsExactly("e6", "e5", "e4", "e3", "e2", "e1", "e0");
        HistoryQuery between =
                HistoryQuery.LAST.since(start.plus(Duration.ofDays(11))).until(start.plus(Duration.ofDays(55)));
        assertThat(names(history.evaluations(between))).containsExactly("e4", "e3", "e2", "e1");
        List<String> paged = new ArrayList<>();
        HistoryQuery query = between.limit(3);
        for (Optional<String> next = Optional.of(""); next.isPresent(); ) {
            Page<PastEvaluation> page = history.evaluations(next.get().isEmpty() ? query : query.after(next.get()));
            assertThat(page.items()).hasSizeLessThanOrEqualTo(3);
            paged.addAll(names(page));
            next = page.next();
        }
        assertThat(paged).containsExactly("e4", "e3", "e2", "e1");
    }

    @Test
    void evaluationsAreFoundByUser() {
        evaluated("mine", "t");
        RunHistory of = history(store, "bob\n" + "x".repeat(300));
        Evaluated other = new Evaluated(of, "others");
        other.end(Optional.empty());
        of.flush();
        assertThat(names(history.evaluationsOf("ann", HistoryQuery.LAST))).containsExactly("mine");
        assertThat(names(history.evaluationsOf("bob\n" + "x".repeat(300), HistoryQuery.LAST)))
                .containsExactly("others");
        assertThat(names(history.evaluationsOf("nobody", HistoryQuery.LAST))).isEmpty();
        assertThat(history.evaluations(HistoryQuery.LAST).items()).hasSize(2);
    }

    @Test
    void evaluationsAreFoundByTheBeginningOfTheirIdentity() {
        Evaluated first = evaluated("first", "t");
        Evaluated same = evaluated("same millisecond", "t");
        clock.advance(Duration.ofDays(40));
        Evaluated later = evaluated("later", "t");
        String id = first.id.toString();
        assertThat(names(history.evaluationsById(id, HistoryQuery.LAST))).containsExactly("first");
        assertThat(names(history.evaluationsById(id.toLowerCase(Locale.ROOT), HistoryQuery.LAST)))
                .containsExactly("first");
        assertThat(names(history.evaluationsById(id.substring(0, 10), HistoryQuery.LAST)))
                .containsExactlyInAnyOrder("first", "same millisecond");
        assertThat(names(history.evaluationsById(id.substring(0, 3), HistoryQuery.LAST)))
                .hasSize(3);
        assertThat(names(history.evaluationsById(later.id.toString().substring(0, 12), HistoryQuery.LAST)))
                .containsExactly("later");
        assertThat(same.id).isNotEqualTo(first.id);
        for (String bad : List.of("", "U", "8", "0".repeat(27))) {
            assertThatThrownBy(() -> history.evaluationsById(bad, HistoryQuery.LAST))
                    .isInstanceOfSatisfying(
                            WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID));
        }
    }

    @Test
    void tasksAreFoundByIdentAndTime() {
        evaluated("one", "align", "sort");
        clock.advance(Duration.ofDays(35));
        Evaluated two = evaluated("two", "align", "align");
        assertThat(history.tasksNamed("align", HistoryQuery.LAST).items())
                .hasSize(3)
                .first()
                .satisfies(task -> assertThat(task.evaluation()).isEqualTo(two.id));
        assertThat(history.tasksNamed("align", HistoryQuery.LAST.until(clock.instant()))
                        .items())
                .hasSize(1);
        assertThat(history.tasks(HistoryQuery.LAST.since(clock.instant())).items())
                .hasSize(2);
        Page<PastTask> page = history.tasksOf(two.id, HistoryQuery.LAST.limit(1));
        assertThat(history.tasksOf(two.id, HistoryQuery.LAST.after(page.next().orElseThrow()))
                        .items())
                .extracting(PastTask::number)
                .containsExactly(2L);
    }

    @Test
    void manyTasksShareACommitAndWhatChangesInBetweenIsWrittenOnce() {
        AtomicInteger commits = new AtomicInteger();
        RunHistory counted = history(
                new FaultyStateStore(store, isCommit -> {
                    commits.addAndGet(isCommit ? 1 : 0);
                    return FaultyStateStore.Fault.NONE;
                }),
                "ann");
        Evaluated evaluated = new Evaluated(counted, "many");
        for (int i = 0; i < 100; i++) {
            evaluated.run("t" + i % 3);
        }
        evaluated.end(Optional.empty());
        counted.flush();
        assertThat(commits.get()).isLessThanOrEqualTo(6);
        assertThat(history.tasksOf(evaluated.id, HistoryQuery.LAST.limit(100)).items())
                .hasSize(100)
                .allMatch(task -> task.state() == PastState.SUCCEEDED);
        assertThat(history.tasksNamed("t1", HistoryQuery.LAST).items()).hasSize(33);
    }

    @Test
    void aStoreThatFailsDelaysTheHistoryAndLosesNothing() {
        for (FaultyStateStore.Fault fault :
                List.of(FaultyStateStore.Fault.FAILS_BEFORE, FaultyStateStore.Fault.REPLY_LOST)) {
            for (int commit = 1; commit <= 3; commit++) {
                RunHistory failing =
                        history(new FaultyStateStore(store, FaultyStateStore.Plan.atCommit(commit, fault)), "ann");
                Evaluated evaluated = new Evaluated(failing, "hard times");
                for (int i = 0; i < 40; i++) {
                    evaluated.run("t");
                }
                flush(failing, fault);
                evaluated.run("t");
                evaluated.end(Optional.empty());
                flush(failing, fault);
                failing.flush();
                assertThat(history.evaluation(evaluated.id).orElseThrow().state())
                        .isEqualTo(PastState.SUCCEEDED);
                assertThat(history.tasksOf(evaluated.id, HistoryQuery.LAST.limit(100))
                                .items())
                        .hasSize(41);
            }
        }
    }

    private static void flush(RunHistory failing, FaultyStateStore.Fault fault) {
        try {
            failing.flush();
        } catch (WeirflowException e) {
            assertThat(fault).isEqualTo(FaultyStateStore.Fault.FAILS_BEFORE);
        }
    }

    @Test
    void anAnswerCostsWhatItReturns() {
        for (int i = 0; i < 30; i++) {
            Evaluated evaluated = new Evaluated(history, "e" + i);
            evaluated.end(Optional.empty());
            clock.advance(Duration.ofMinutes(1));
        }
        history.flush();
        AtomicInteger reads = new AtomicInteger();
        RunHistory counted = history(
                new FaultyStateStore(store, isCommit -> {
                    reads.addAndGet(isCommit ? 0 : 1);
                    return FaultyStateStore.Fault.NONE;
                }),
                "ann");
        assertThat(names(counted.evaluations(HistoryQuery.LAST.limit(2)))).containsExactly("e29", "e28");
        assertThat(reads.get())
                .as("a list of months, four shards, and the records")
                .isLessThanOrEqualTo(6);
    }

    @Test
    void whatIsOldIsForgottenWithAllThatListsIt() {
        Evaluated old = evaluated("old", "t", "t", "u");
        clock.advance(Duration.ofDays(100));
        evaluated("new", "t");
        while (history.forgetOlderThan(Duration.ofDays(30))) {}
        assertThat(names(history.evaluations(HistoryQuery.LAST))).containsExactly("new");
        assertThat(names(history.evaluationsOf("ann", HistoryQuery.LAST))).containsExactly("new");
        assertThat(history.evaluation(old.id)).isEmpty();
        assertThat(history.tasksOf(old.id, HistoryQuery.LAST).items()).isEmpty();
        assertThat(history.tasksNamed("t", HistoryQuery.LAST).items()).hasSize(1);
        assertThat(history.tasks(HistoryQuery.LAST).items()).hasSize(1);
    }

    @Test
    void queriesHaveLimits() {
        for (int limit : List.of(0, 101)) {
            assertThatThrownBy(() -> HistoryQuery.LAST.limit(limit))
                    .isInstanceOfSatisfying(
                            WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID));
        }
    }
}
