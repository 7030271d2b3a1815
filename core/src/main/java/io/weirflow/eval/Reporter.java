package io.weirflow.eval;

import com.google.common.base.Ticker;
import io.weirflow.base.Failure;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.ExternNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.InternNode;
import io.weirflow.flow.JavaNode;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Counts and reports what becomes of nodes that do work. For the evaluation's thread alone. */
final class Reporter {
    private static final long NOT_STARTED = Long.MIN_VALUE;

    private final NodeTable table;
    private final IntFunction<Reason> reasons;
    private final EvaluationOptions options;
    private final Ticker ticker;
    private final Chronicle chronicle;
    private long[] started = {};
    private boolean changed;
    private long total;
    private long ran;
    private long cached;
    private long failed;
    private long running;

    /**
     * Returns a reporter.
     *
     * @param reasons says why a node was not served from the cache
     * @param chronicle where it is written
     */
    Reporter(
            NodeTable table,
            IntFunction<Reason> reasons,
            EvaluationOptions options,
            Ticker ticker,
            Chronicle chronicle) {
        this.table = table;
        this.reasons = reasons;
        this.options = options;
        this.ticker = ticker;
        this.chronicle = chronicle;
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
            changed = true;
        }
    }

    /** Takes back what was reported of a node, since it is evaluated anew. Linear in what was reported; rare. */
    void rewound(int node) {
        Outcome outcome = chronicle.log().remove(table.flow(node));
        if (outcome != null) {
            total--;
            cached -= outcome == Outcome.CACHED ? 1 : 0;
            ran -= outcome == Outcome.RAN ? 1 : 0;
            changed = true;
        }
    }

    void started(int node) {
        if (doesWork(table.flow(node)) && start(node)) {
            running++;
            changed = true;
            if (options.hasListener()) {
                tell(new EvaluationEvent.Started(table.flow(node), current()));
            }
        }
    }

    private boolean start(int node) {
        if (node >= started.length) {
            int before = started.length;
            started = Arrays.copyOf(started, Math.max(table.size(), 2 * before));
            Arrays.fill(started, before, started.length, NOT_STARTED);
        }
        boolean first = started[node] == NOT_STARTED;
        if (first) {
            started[node] = ticker.read();
        }
        return first;
    }

    void ran(int node) {
        if (doesWork(table.flow(node))) {
            ran++;
            report(node, Outcome.RAN, reasons.apply(node), null);
        }
    }

    void cached(int node) {
        if (doesWork(table.flow(node))) {
            cached++;
            report(node, Outcome.CACHED, null, null);
        }
    }

    /** Records a node that failed; one that does not do work is reported as well, since what needs it was skipped for it. */
    void failed(int node, Failure failure) {
        boolean work = doesWork(table.flow(node));
        failed += work ? 1 : 0;
        report(node, Outcome.FAILED, work ? reasons.apply(node) : null, failure);
    }

    void skipped(int node, Failure failure) {
        if (doesWork(table.flow(node))) {
            failed++;
            report(node, Outcome.SKIPPED, null, failure);
        }
    }

    private void report(int node, Outcome outcome, @Nullable Reason reason, @Nullable Failure failure) {
        ReportLog log = chronicle.log();
        int index = log.add(table.flow(node), table.key(node), outcome, end(node), reason, failure);
        changed = true;
        if (outcome == Outcome.FAILED) {
            chronicle.failed(log.report(index));
        }
        if (options.hasListener()) {
            tell(new EvaluationEvent.Finished(log.report(index), current()));
        }
    }

    /** Returns how long a node ran; zero if it did not. */
    private long end(int node) {
        if (node >= started.length || started[node] == NOT_STARTED) {
            return 0;
        }
        long duration = ticker.read() - started[node];
        started[node] = NOT_STARTED;
        running--;
        return duration;
    }

    /** Lets others see how far the evaluation is. */
    void publish() {
        if (changed) {
            current();
        }
    }

    private Progress current() {
        Progress now = new Progress(total, ran, cached, failed, running);
        chronicle.publish(now);
        changed = false;
        return now;
    }

    private void tell(EvaluationEvent event) {
        try {
            options.listener().accept(event);
        } catch (RuntimeException e) {
            Log.LOGGER.log(System.Logger.Level.WARNING, "the listener of an evaluation threw", e);
        }
    }

    /** Records that nothing runs any more. */
    void ended() {
        running = 0;
        current();
    }

    /** Tells whether anything ran. */
    boolean hasRun() {
        return ran > 0;
    }
}
