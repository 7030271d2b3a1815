package io.weirflow.report;

import io.weirflow.eval.Reason;

/** Says in words why a node was not served from the cache. */
final class ReasonText {
    private ReasonText() {}

    static String of(Reason reason) {
        if (reason instanceof Reason.SourceChanged source) {
            return "source changed: " + String.join(", ", source.changes());
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
