package io.weirflow.run.history;

import io.weirflow.base.Ulid;
import io.weirflow.base.WeirflowException;
import io.weirflow.eval.EvaluationEvent;
import io.weirflow.eval.ExecObserver;
import io.weirflow.exec.Exec;
import io.weirflow.exec.ExecRunInfo;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.Flow;
import io.weirflow.repository.Repository;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Turns what evaluations tell into the states of evaluations and tasks, for a sink. Each evaluation needs a {@link #listener} of its
 * own; the recorder is the evaluator's observer of execs, which saves details and logs of commands into a repository if the settings
 * name one. Thread-safe.
 */
public final class EvaluationRecorder implements ExecObserver {
    private static final System.Logger LOG = System.getLogger(EvaluationRecorder.class.getName());

    private final HistorySink sink;
    private final HistorySettings settings;
    private final Map<Ulid, Map<Flow, ExecRunInfo>> execs = new ConcurrentHashMap<>();

    private EvaluationRecorder(HistorySink sink, HistorySettings settings) {
        this.sink = sink;
        this.settings = settings;
    }

    /** Returns a recorder. Of the settings count user, host, repository and clock. The sink stays the caller's. */
    public static EvaluationRecorder to(HistorySink sink, HistorySettings settings) {
        return new EvaluationRecorder(sink, settings);
    }

    /** Returns a listener for one evaluation, which belongs to no session. */
    public Consumer<EvaluationEvent> listener() {
        return listener("");
    }

    Consumer<EvaluationEvent> listener(String session) {
        return new Recorder(sink, settings, session, this::takeExec, execs::remove);
    }

    /** Saves details and logs of a command that has run, if a repository was set; called by the evaluator. */
    @Override
    public void ended(Ulid evaluation, Flow node, Exec exec) {
        Optional<Repository> repository = settings.repository();
        if (repository.isEmpty() || !(node instanceof ExecNode)) {
            return;
        }
        try {
            ExecRunInfo info = exec.inspect(repository.get());
            execs.computeIfAbsent(evaluation, e -> new ConcurrentHashMap<>()).put(node, info);
        } catch (WeirflowException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> "details of " + node + " were not saved: " + e.failure());
        }
    }

    private Optional<ExecRunInfo> takeExec(Ulid evaluation, Flow node) {
        Map<Flow, ExecRunInfo> ofEvaluation = execs.get(evaluation);
        return Optional.ofNullable(ofEvaluation == null ? null : ofEvaluation.remove(node));
    }
}
