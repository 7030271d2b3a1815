package io.weirflow.report;

import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import io.weirflow.eval.EvaluationReport;
import io.weirflow.eval.NodeReport;
import io.weirflow.eval.Outcome;
import io.weirflow.eval.Progress;
import java.util.List;
import java.util.Map;

/**
 * What a finished evaluation did, as text: one line of counts, then what failed and why, then what ran and for what reason.
 * Nodes with the same reason share a line; long lists are cut, which is said.
 */
public final class TextReport {
    private static final int MOST_FAILURES = 10;
    private static final int MOST_REASONS = 20;
    private static final int MOST_NAMES = 3;
    private static final int MOST_FAILURE_LINES = 12;

    private final StringBuilder text = new StringBuilder();

    private TextReport() {}

    /** Returns the text, without a line feed at its end. */
    public static String of(EvaluationReport report) {
        TextReport writer = new TextReport();
        writer.counts(report);
        writer.failures(report.nodes());
        writer.reasons(report.nodes());
        return writer.text.toString();
    }

    private void counts(EvaluationReport report) {
        Progress progress = report.progress();
        long skipped = report.nodes().stream()
                .filter(node -> node.outcome() == Outcome.SKIPPED)
                .count();
        text.append(progress.ran()).append(" ran, ");
        text.append(progress.cached()).append(" cached, ");
        text.append(progress.failed() - skipped).append(" failed");
        if (skipped > 0) {
            text.append(", ").append(skipped).append(" skipped");
        }
        text.append(", in ").append(DurationText.of(report.duration()));
    }

    private void failures(List<NodeReport> nodes) {
        List<NodeReport> failed =
                nodes.stream().filter(node -> node.outcome() == Outcome.FAILED).toList();
        failed.stream().limit(MOST_FAILURES).forEach(this::failure);
        if (failed.size() > MOST_FAILURES) {
            line("and " + (failed.size() - MOST_FAILURES) + " more failed");
        }
    }

    private void failure(NodeReport node) {
        String message = node.failure().map(Object::toString).orElse("");
        List<String> lines = message.lines().toList();
        line(NodeName.of(node.node()) + " failed: " + (lines.isEmpty() ? "" : lines.get(0)));
        lines.stream().skip(1).limit(MOST_FAILURE_LINES - 1L).forEach(more -> line("  " + more));
        if (lines.size() > MOST_FAILURE_LINES) {
            line("  (" + (lines.size() - MOST_FAILURE_LINES) + " more lines)");
        }
    }

    private void reasons(List<NodeReport> nodes) {
        ListMultimap<String, NodeReport> byReason =
                MultimapBuilder.linkedHashKeys().arrayListValues().build();
        nodes.stream()
                .filter(node -> node.outcome() == Outcome.RAN)
                .forEach(node -> byReason.put(node.reason().map(ReasonText::of).orElse("no reason known"), node));
        int written = 0;
        long left = 0;
        for (Map.Entry<String, java.util.Collection<NodeReport>> entry :
                byReason.asMap().entrySet()) {
            if (written++ < MOST_REASONS) {
                line(names(entry.getValue()) + " ran: " + entry.getKey());
            } else {
                left += entry.getValue().size();
            }
        }
        if (left > 0) {
            line("and " + left + " more ran, for other reasons");
        }
    }

    private static String names(java.util.Collection<NodeReport> nodes) {
        List<String> names = nodes.stream()
                .limit(MOST_NAMES)
                .map(node -> NodeName.of(node.node()))
                .toList();
        String shown = String.join(", ", names);
        int more = nodes.size() - names.size();
        return more == 0 ? shown : shown + " and " + more + " more";
    }

    private void line(String line) {
        text.append("\n  ").append(line);
    }
}
