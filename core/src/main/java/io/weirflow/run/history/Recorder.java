package io.weirflow.run.history;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.Ulid;
import io.weirflow.eval.EvaluationEvent;
import io.weirflow.eval.NodeReport;
import io.weirflow.eval.Outcome;
import io.weirflow.eval.Progress;
import io.weirflow.exec.ExecRunInfo;
import io.weirflow.exec.Stats;
import io.weirflow.flow.Flow;
import io.weirflow.resource.Resources;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Records one evaluation. Called by the evaluation's thread alone. */
final class Recorder implements Consumer<EvaluationEvent> {
    private static final int MAX_ERROR = 4000;

    private final HistorySink sink;
    private final HistorySettings settings;
    private final String session;
    private final ExecLookup execs;
    private final Consumer<Ulid> ended;
    private final IdentityHashMap<Flow, PastTask> running = new IdentityHashMap<>();
    private Optional<PastEvaluation> evaluation = Optional.empty();
    private long tasks;

    /** Finds what was saved of a command, once. */
    interface ExecLookup {
        Optional<ExecRunInfo> take(Ulid evaluation, Flow node);
    }

    Recorder(HistorySink sink, HistorySettings settings, String session, ExecLookup execs, Consumer<Ulid> ended) {
        this.sink = sink;
        this.settings = settings;
        this.session = session;
        this.execs = execs;
        this.ended = ended;
    }

    @Override
    public void accept(EvaluationEvent event) {
        if (event instanceof EvaluationEvent.Begun begun) {
            begin(begun);
        } else if (event instanceof EvaluationEvent.Started started) {
            start(started.node());
        } else if (event instanceof EvaluationEvent.Finished finished) {
            finish(finished.report());
        } else if (event instanceof EvaluationEvent.Ended end) {
            end(end);
        }
    }

    private Instant now() {
        return Instant.ofEpochMilli(settings.clock().millis());
    }

    private void begin(EvaluationEvent.Begun begun) {
        PastEvaluation begins = new PastEvaluation(
                begun.id(),
                begun.name(),
                settings.user(),
                settings.host(),
                session,
                now(),
                Optional.empty(),
                PastState.RUNNING,
                0,
                0,
                0,
                Optional.empty());
        keep(begins);
    }

    private void keep(PastEvaluation next) {
        evaluation = Optional.of(next);
        sink.put(next);
    }

    private PastTask start(Flow node) {
        PastTask task = new PastTask(
                evaluation.orElseThrow().id(),
                ++tasks,
                node.ident(),
                node.op(),
                Optional.empty(),
                PastState.RUNNING,
                now(),
                Optional.empty(),
                Resources.NONE,
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        running.put(node, task);
        sink.put(task, node);
        return task;
    }

    private void finish(NodeReport report) {
        if (report.outcome() == Outcome.CACHED || report.outcome() == Outcome.SKIPPED) {
            return;
        }
        PastTask started = running.remove(report.node());
        if (started == null) {
            started = start(report.node());
            running.remove(report.node());
        }
        Optional<ExecRunInfo> info = execs.take(started.evaluation(), report.node());
        PastState state = report.outcome() == Outcome.RAN ? PastState.SUCCEEDED : failed(report.failure());
        PastTask complete = new PastTask(
                started.evaluation(),
                started.number(),
                started.ident(),
                started.operation(),
                Optional.of(report.key()),
                state,
                started.started(),
                Optional.of(now()),
                info.map(ExecRunInfo::resources).orElse(Resources.NONE),
                info.map(Recorder::used).orElse(Map.of()),
                report.failure().map(Recorder::text),
                info.flatMap(ExecRunInfo::inspect),
                info.flatMap(ExecRunInfo::stdout),
                info.flatMap(ExecRunInfo::stderr));
        sink.put(complete, report.node());
    }

    private static PastState failed(Optional<Failure> failure) {
        return failure.filter(f -> f.is(ErrorKind.CANCELED)).isPresent() ? PastState.CANCELED : PastState.FAILED;
    }

    private static Map<String, Double> used(ExecRunInfo info) {
        Map<String, Double> used = new TreeMap<>();
        for (Map.Entry<String, Stats> each : info.profile().stats().entrySet()) {
            used.put(each.getKey(), each.getValue().max());
        }
        return used;
    }

    private static String text(Failure failure) {
        String text = failure.toString();
        return text.length() <= MAX_ERROR ? text : text.substring(0, MAX_ERROR);
    }

    private void end(EvaluationEvent.Ended end) {
        PastEvaluation begun = evaluation.orElseThrow();
        PastState state = end.failure().isEmpty() ? PastState.SUCCEEDED : failed(end.failure());
        running.forEach((node, task) -> sink.put(canceled(task), node));
        running.clear();
        Progress progress = end.progress();
        keep(new PastEvaluation(
                begun.id(),
                begun.name(),
                begun.user(),
                begun.host(),
                begun.session(),
                begun.started(),
                Optional.of(now()),
                state,
                progress.ran(),
                progress.cached(),
                progress.failed(),
                end.failure().map(Recorder::text)));
        ended.accept(begun.id());
    }

    /** Work that was given up together with the evaluation. */
    private PastTask canceled(PastTask task) {
        return new PastTask(
                task.evaluation(),
                task.number(),
                task.ident(),
                task.operation(),
                task.key(),
                PastState.CANCELED,
                task.started(),
                Optional.of(now()),
                task.asked(),
                task.used(),
                task.error(),
                task.inspect(),
                task.stdout(),
                task.stderr());
    }
}
