package io.weirflow.eval;

import io.weirflow.base.Ulid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What is told about an evaluation, while it goes on and after its end. Written by the evaluation's thread alone; {@link
 * #progress} and {@link #failures} may be asked by any, {@link #report} after the end.
 */
final class Chronicle {
    private final ReportLog log = new ReportLog();
    private final List<NodeReport> failures = new ArrayList<>();
    private volatile Progress progress = new Progress(0, 0, 0, 0, 0);

    ReportLog log() {
        return log;
    }

    void publish(Progress now) {
        progress = now;
    }

    void failed(NodeReport report) {
        synchronized (failures) {
            failures.add(report);
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

    EvaluationReport report(Ulid id, Duration duration) {
        return new EvaluationReport(id, progress, log.reports(), duration);
    }
}
