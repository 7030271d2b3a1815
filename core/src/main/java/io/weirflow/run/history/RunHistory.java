package io.weirflow.run.history;

import io.weirflow.base.Ulid;
import io.weirflow.base.WeirflowException;
import io.weirflow.eval.EvaluationEvent;
import io.weirflow.eval.ExecObserver;
import io.weirflow.exec.Exec;
import io.weirflow.flow.Flow;
import io.weirflow.store.Scan;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import io.weirflow.store.lease.Session;
import io.weirflow.store.lease.Sessions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Remembers evaluations and the work they did: who, when, what, with which resources, and with what outcome. Nodes that were in the
 * cache are counted, not listed. Thread-safe.
 *
 * <p>To record, give each evaluation a {@link #recorder} as its listener, and the history to the evaluator as its observer of execs,
 * which saves details and logs of commands into a repository. What happens is collected and written about once a second, many tasks in
 * one commit; a failing store delays the history, not the evaluations. To ask, a history without a session suffices.
 *
 * <p>The cost of an answer depends on what is returned, not on how much is remembered.
 */
public final class RunHistory implements ExecObserver, AutoCloseable {
    private static final int REMOVED_AT_ONCE = 30;

    private final StateStore store;
    private final Sessions sessions;
    private final HistorySettings settings;
    private final HistoryRecords records;
    private final HistoryWriter writer;
    private final EvaluationRecorder recorder;

    private RunHistory(StateStore store, Sessions sessions, HistorySettings settings) {
        this.store = store;
        this.sessions = sessions;
        this.settings = settings;
        this.records = new HistoryRecords(settings.namespace());
        this.writer = new HistoryWriter(store, records, settings.flushInterval());
        this.recorder = EvaluationRecorder.to(new Sink(), settings);
    }

    /**
     * Opens a history. The caller closes it, before its session and its store.
     *
     * @param sessions the sessions among which those of recording processes are
     */
    public static RunHistory open(StateStore store, Sessions sessions, HistorySettings settings) {
        return new RunHistory(store, sessions, settings);
    }

    /** Returns a listener for one evaluation, which records it, as part of a session that ends with this process. */
    public Consumer<EvaluationEvent> recorder(Session session) {
        return recorder.listener(session.id());
    }

    /** Saves details and logs of a command that has run, if a repository was set; called by the evaluator. */
    @Override
    public void ended(Ulid evaluation, Flow node, Exec exec) {
        recorder.ended(evaluation, node, exec);
    }

    private final class Sink implements HistorySink {
        @Override
        public void put(PastEvaluation evaluation) {
            writer.put(new HistoryWriter.Name(evaluation.id(), 0), isNew -> records.keep(evaluation, isNew));
            if (evaluation.ended().isPresent()) {
                writer.wake();
            }
        }

        @Override
        public void put(PastTask task, Flow node) {
            writer.put(new HistoryWriter.Name(task.evaluation(), task.number()), isNew -> records.keep(task, isNew));
        }
    }

    /** Returns an evaluation by its identity. */
    public Optional<PastEvaluation> evaluation(Ulid id) {
        return store.get(records.evaluation(id))
                .map(PastEvaluation::read)
                .map(found -> judgeEvaluations(List.of(found)).get(0));
    }

    /** Returns evaluations by time, the last first. */
    public Page<PastEvaluation> evaluations(HistoryQuery query) {
        return evaluations(records.evaluations(), query);
    }

    /** Returns evaluations of a user, the last first. */
    public Page<PastEvaluation> evaluationsOf(String user, HistoryQuery query) {
        return evaluations(records.evaluationsOf(user), query);
    }

    /**
     * Returns the evaluations whose identity begins with a text, as it is abbreviated, the last first.
     *
     * @throws WeirflowException of kind INVALID if no identity can begin so
     */
    public Page<PastEvaluation> evaluationsById(String prefix, HistoryQuery query) {
        IdRange range = IdRange.of(prefix);
        HistoryQuery within = range.narrow(query);
        List<PastEvaluation> found = new ArrayList<>();
        Optional<String> next = within.after();
        // The range of times is exact but for what differs in the random part, which is within one millisecond.
        do {
            HistoryQuery part = next.map(within::after).orElse(within);
            Page<PastEvaluation> page = evaluations(records.evaluations(), part.limit(query.limit() - found.size()));
            page.items().stream().filter(e -> range.contains(e.id())).forEach(found::add);
            next = page.next();
        } while (next.isPresent() && found.size() < query.limit());
        return new Page<>(found, next);
    }

    private Page<PastEvaluation> evaluations(TimeIndex index, HistoryQuery query) {
        List<String> sorts = index.select(store, query);
        List<StateKey> keys = shown(sorts, query)
                .map(sort -> records.evaluation(Ulid.parse(TimeIndex.id(sort))))
                .toList();
        Map<StateKey, StateRecord> found = store.getAll(keys);
        List<PastEvaluation> evaluations = keys.stream()
                .flatMap(key -> Optional.ofNullable(found.get(key)).stream())
                .map(PastEvaluation::read)
                .toList();
        return new Page<>(judgeEvaluations(evaluations), next(sorts, query));
    }

    private static Stream<String> shown(List<String> sorts, HistoryQuery query) {
        return sorts.stream().limit(query.limit());
    }

    private static Optional<String> next(List<String> sorts, HistoryQuery query) {
        return sorts.size() > query.limit() ? Optional.of(sorts.get(query.limit() - 1)) : Optional.empty();
    }

    /** Returns the tasks of an evaluation in the order of their starts; of the query limit and place count. */
    public Page<PastTask> tasksOf(Ulid evaluation, HistoryQuery query) {
        Scan scan = Scan.of(records.partition(evaluation))
                .prefix(HistoryRecords.TASK)
                .limit(query.limit() + 1);
        if (query.after().isPresent()) {
            scan = scan.after(query.after().get());
        }
        List<StateRecord> found = store.scan(scan).records();
        List<PastTask> tasks =
                found.stream().limit(query.limit()).map(PastTask::read).toList();
        Optional<String> next = found.size() > query.limit()
                ? Optional.of(found.get(query.limit() - 1).key().sort())
                : Optional.empty();
        return new Page<>(judgeTasks(tasks), next);
    }

    /** Returns tasks by time, the last first. */
    public Page<PastTask> tasks(HistoryQuery query) {
        return tasks(records.tasks(), query);
    }

    /** Returns the tasks of an ident, the last first. */
    public Page<PastTask> tasksNamed(String ident, HistoryQuery query) {
        return tasks(records.tasksOf(ident), query);
    }

    private Page<PastTask> tasks(TimeIndex index, HistoryQuery query) {
        List<String> sorts = index.select(store, query);
        List<StateKey> keys = shown(sorts, query)
                .map(sort -> records.task(TimeIndex.id(sort)))
                .toList();
        Map<StateKey, StateRecord> found = store.getAll(keys);
        List<PastTask> tasks = keys.stream()
                .flatMap(key -> Optional.ofNullable(found.get(key)).stream())
                .map(PastTask::read)
                .toList();
        return new Page<>(judgeTasks(tasks), next(sorts, query));
    }

    /** Tells apart what runs from what died with its process. */
    private List<PastEvaluation> judgeEvaluations(List<PastEvaluation> evaluations) {
        Set<String> open = new HashSet<>();
        evaluations.stream().filter(e -> e.state() == PastState.RUNNING).forEach(e -> open.add(e.session()));
        Set<String> ended = open.isEmpty() ? Set.of() : sessions.ended(open);
        return evaluations.stream()
                .map(e -> e.state() == PastState.RUNNING && ended.contains(e.session()) ? e.died() : e)
                .toList();
    }

    private List<PastTask> judgeTasks(List<PastTask> tasks) {
        Map<Ulid, StateKey> keys = new HashMap<>();
        tasks.stream()
                .filter(task -> task.state() == PastState.RUNNING)
                .forEach(task -> keys.put(task.evaluation(), records.evaluation(task.evaluation())));
        if (keys.isEmpty()) {
            return tasks;
        }
        List<PastEvaluation> evaluations = judgeEvaluations(store.getAll(keys.values()).values().stream()
                .map(PastEvaluation::read)
                .toList());
        Set<Ulid> running = new HashSet<>();
        evaluations.stream().filter(e -> e.state() == PastState.RUNNING).forEach(e -> running.add(e.id()));
        return tasks.stream()
                .map(task ->
                        task.state() == PastState.RUNNING && !running.contains(task.evaluation()) ? task.died() : task)
                .toList();
    }

    /**
     * Forgets a part of the evaluations that were started longer ago than an age, with their tasks. A chore for a sweeper; harmless when
     * several processes do it.
     *
     * @return whether there is more to do at once
     */
    public boolean forgetOlderThan(Duration age) {
        Clock clock = settings.clock();
        Instant before = clock.instant().minus(age);
        List<String> oldest = records.evaluations().oldest(store, before, 1);
        for (String sort : oldest) {
            return new Forgetting(store, records).some(Ulid.parse(TimeIndex.id(sort)), REMOVED_AT_ONCE);
        }
        return false;
    }

    /** Writes what was recorded so far. For the end of a program, and for tests. */
    public void flush() {
        writer.flush();
    }

    /** Writes what was recorded, as far as the store can be reached. Idempotent. */
    @Override
    public void close() {
        writer.close();
    }
}
