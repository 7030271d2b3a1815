package io.weirflow.eval;

import com.google.common.base.Ticker;
import io.weirflow.base.Failure;
import io.weirflow.base.Ulid;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.ExternNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.InternNode;
import io.weirflow.flow.JavaNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Counts and reports what becomes of nodes that do work. Written by the evaluation's thread alone; {@link #progress} and {@link
 * #failures} may be asked by any.
 */
final class Reporter {
    private final NodeTable table;
    private final IntFunction<Reason> reasons;
    private final Consumer<EvaluationEvent> listener;
    private final Ticker ticker;
    private final List<NodeReport> nodes = new ArrayList<>();
    private final Map<Integer, Long> started = new HashMap<>();
    private final List<NodeReport> failures = new ArrayList<>();
    private volatile Progress progress = new Progress(0, 0, 0, 0, 0);
    private long total;
    private long ran;
    private long cached;
    private long failed;

    /**
     * Returns a reporter.
     *
     * @param reasons says why a node was not served from the cache
     */
    Reporter(NodeTable table, IntFunction<Reason> reasons, Consumer<EvaluationEvent> listener, Ticker ticker) {
        this.table = table;
        this.reasons = reasons;
        this.listener = listener;
        this.ticker = ticker;
    }

    /** Tells whether a node does work that is counted. Descriptions of sources are no work: each evaluation makes them. */
    static boolean doesWork(Flow flow) {
        return flow instanceof ExecNode
                || flow instanceof ExternNode
                || flow instanceof InternNode intern && intern.mode() == InternNode.Mode.EAGER
                || flow instanceof JavaNode java && java.isCached();
    }

    void needed(int node) {
        if (doesWork(table.flow(node))) {
            total++;
        }
    }

    /** Takes back what was reported of a node, since it is evaluated anew. Linear in what was reported; rare. */
    void rewound(int node) {
        Flow flow = table.flow(node);
        for (int i = nodes.size() - 1; i >= 0; i--) {
            NodeReport report = nodes.get(i);
            if (report.node().equals(flow)) {
                nodes.remove(i);
                total--;
                cached -= report.outcome() == Outcome.CACHED ? 1 : 0;
                ran -= report.outcome() == Outcome.RAN ? 1 : 0;
                return;
            }
        }
    }

    void started(int node) {
        if (doesWork(table.flow(node)) && started.putIfAbsent(node, ticker.read()) == null) {
            publish();
            tell(new EvaluationEvent.Started(table.flow(node), progress));
        }
    }

    void ran(int node) {
        if (doesWork(table.flow(node))) {
            ran++;
            report(node, Outcome.RAN, Optional.of(reasons.apply(node)), Optional.empty());
        }
    }

    void cached(int node) {
        if (doesWork(table.flow(node))) {
            cached++;
            report(node, Outcome.CACHED, Optional.empty(), Optional.empty());
        }
    }

    /** Records a node that failed; one that does not do work is reported as well, since what needs it was skipped for it. */
    void failed(int node, Failure failure) {
        boolean work = doesWork(table.flow(node));
        failed += work ? 1 : 0;
        report(node, Outcome.FAILED, work ? Optional.of(reasons.apply(node)) : Optional.empty(), Optional.of(failure));
    }

    void skipped(int node, Failure failure) {
        if (doesWork(table.flow(node))) {
            failed++;
            report(node, Outcome.SKIPPED, Optional.empty(), Optional.of(failure));
        }
    }

    private void report(int node, Outcome outcome, Optional<Reason> reason, Optional<Failure> failure) {
        Long start = started.remove(node);
        Duration duration = start == null ? Duration.ZERO : Duration.ofNanos(ticker.read() - start);
        NodeReport report = new NodeReport(table.flow(node), table.key(node), outcome, reason, failure, duration);
        nodes.add(report);
        if (outcome == Outcome.FAILED) {
            synchronized (failures) {
                failures.add(report);
            }
        }
        publish();
        tell(new EvaluationEvent.Finished(report, progress));
    }

    private void publish() {
        progress = new Progress(total, ran, cached, failed, started.size());
    }

    private void tell(EvaluationEvent event) {
        try {
            listener.accept(event);
        } catch (RuntimeException e) {
            Log.LOGGER.log(System.Logger.Level.WARNING, "the listener of an evaluation threw", e);
        }
    }

    Progress progress() {
        return progress;
    }

    List<NodeReport> failures() {
        synchronized (failures) {
            return List.copyOf(failures);
        }
    }

    /** Records that nothing runs any more. */
    void ended() {
        started.clear();
        publish();
    }

    EvaluationReport report(Ulid id, Duration duration) {
        return new EvaluationReport(id, progress, nodes, duration);
    }
}
