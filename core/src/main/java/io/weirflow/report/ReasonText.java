package io.weirflow.report;

import io.weirflow.eval.Reason;
import java.util.stream.Collectors;

/** Says in words why a node was not served from the cache. */
final class ReasonText {
    private ReasonText() {}

    static String of(Reason reason) {
        if (reason instanceof Reason.SourceChanged source) {
            return "source changed: "
                    + source.changes().stream().map(ReasonText::change).collect(Collectors.joining(", "));
        }
        if (reason instanceof Reason.InputChanged input) {
            return "input " + input.input() + " changed";
        }
        if (reason instanceof Reason.ObjectsMissing missing) {
            return missing.count() == 1
                    ? "a file of its result is missing"
                    : missing.count() + " files of its result are missing";
        }
        if (reason instanceof Reason.Rejected rejected) {
            return rejected.detail();
        }
        return constant(reason);
    }

    /** A source that is one file has the path of a dot, which is left out. */
    private static String change(String change) {
        return change.endsWith(" .") ? change.substring(0, change.length() - 2) : change;
    }

    private static String constant(Reason reason) {
        if (reason instanceof Reason.CacheNotRead) {
            return "the cache was not read";
        }
        if (reason instanceof Reason.NeverEvaluated) {
            return "never evaluated";
        }
        if (reason instanceof Reason.CommandChanged) {
            return "command changed";
        }
        if (reason instanceof Reason.EnvironmentChanged) {
            return "image or host changed";
        }
        return "its entry is no longer in the cache";
    }
}
