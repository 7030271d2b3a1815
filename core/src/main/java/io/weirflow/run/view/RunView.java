package io.weirflow.run.view;

import io.weirflow.run.Attempt;
import io.weirflow.run.Node;
import io.weirflow.run.NodeStatus;
import io.weirflow.run.Run;
import io.weirflow.run.RunSummary;
import io.weirflow.run.graph.Conclusion;
import io.weirflow.run.graph.Edge;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Prints runs. What nodes wrote is shown shortened, and only of failures. */
public final class RunView {
    private static final int SHOWN = 60;

    private RunView() {}

    /** Returns a run as a table with a line for each node, in the order of the graph. */
    public static String table(Run run, Instant now) {
        StringBuilder text = new StringBuilder("run " + run.id() + ": " + ending(run) + ", " + counts(run) + '\n');
        run.cancellation()
                .ifPresent(cancellation ->
                        text.append("canceled: ").append(cancellation.reason()).append('\n'));
        TextTable table = new TextTable().row("NODE", "STATUS", "CONCLUSION", "ATTEMPTS", "AGENT", "TIME", "NOTE");
        for (Node node : run.nodes()) {
            table.row(
                    node.name(),
                    node.status().text(),
                    node.conclusion().map(Conclusion::text).orElse("-"),
                    attempts(node),
                    node.holder().map(holder -> holder.agent()).orElse("-"),
                    time(node, now),
                    note(node));
        }
        return text.append(table).toString();
    }

    private static String ending(Run run) {
        return run.status().text()
                + run.conclusion()
                        .map(conclusion -> " with " + conclusion.text())
                        .orElse("");
    }

    private static String counts(Run run) {
        StringBuilder text = new StringBuilder();
        for (NodeStatus status : NodeStatus.values()) {
            long count =
                    run.nodes().stream().filter(node -> node.status() == status).count();
            if (count > 0) {
                text.append(text.isEmpty() ? "" : ", ")
                        .append(count)
                        .append(' ')
                        .append(status.text());
            }
        }
        return text.isEmpty() ? "no nodes" : text.toString();
    }

    private static String attempts(Node node) {
        List<String> ends = node.attempts().stream()
                .map(attempt -> attempt.result().conclusion().text())
                .toList();
        return ends.isEmpty() ? "-" : String.join(",", ends);
    }

    private static String time(Node node, Instant now) {
        Optional<Instant> begin = node.started();
        boolean shown = node.status() == NodeStatus.RUNNING || node.status() == NodeStatus.COMPLETED;
        if (begin.isEmpty() || node.holder().isEmpty() || !shown) {
            return "-";
        }
        Duration time = Duration.between(begin.get(), node.finished().orElse(now));
        return String.format("%.1f s", Math.max(0, time.toMillis()) / 1000.0);
    }

    private static String note(Node node) {
        if (node.attempts().isEmpty()) {
            return "";
        }
        Attempt last = node.attempts().get(node.attempts().size() - 1);
        return last.result().conclusion() == Conclusion.SUCCESS
                ? ""
                : shortened(last.result().output().utf8());
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() > SHOWN ? line.substring(0, SHOWN - 1) + "…" : line;
    }

    /** Returns runs as a table with a line for each. */
    public static String list(List<RunSummary> runs) {
        TextTable table = new TextTable().row("RUN", "CREATED", "STATUS", "CONCLUSION", "COMPLETE", "LABELS");
        for (RunSummary run : runs) {
            table.row(
                    run.id().toString(),
                    run.created().toString(),
                    run.status().text(),
                    run.conclusion().map(Conclusion::text).orElse("-"),
                    run.counts().allCompleted() + "/" + run.counts().nodes(),
                    run.options().labels().isEmpty()
                            ? "-"
                            : run.options().labels().toString());
        }
        return table.toString();
    }

    /** Returns a run in Graphviz's language: each node in the colour of how it stands, with the number of its attempts. */
    public static String dot(Run run) {
        StringBuilder text = new StringBuilder("digraph run {\n  rankdir=LR;\n  node [shape=box, style=filled];\n");
        for (int place = 0; place < run.nodes().size(); place++) {
            Node node = run.nodes().get(place);
            String attempts =
                    node.attempts().size() > 1 ? " (" + node.attempts().size() + ")" : "";
            text.append("  n")
                    .append(place)
                    .append(" [label=\"")
                    .append(escaped(node.name() + attempts))
                    .append("\", fillcolor=\"")
                    .append(colour(node))
                    .append("\", tooltip=\"")
                    .append(node.conclusion()
                            .map(Conclusion::text)
                            .orElse(node.status().text()))
                    .append("\"];\n");
        }
        for (Edge edge : run.edges()) {
            text.append("  n")
                    .append(run.graph().place(edge.source()).orElseThrow())
                    .append(" -> n")
                    .append(run.graph().place(edge.destination()).orElseThrow())
                    .append(";\n");
        }
        return text.append("}\n").toString();
    }

    private static String escaped(String label) {
        return label.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private static String colour(Node node) {
        if (node.conclusion().isEmpty()) {
            return switch (node.status()) {
                case RUNNING -> "lightblue";
                case READY -> "lightyellow";
                case ORPHANED -> "plum";
                case WAITING, DELAYED, COMPLETED -> "white";
            };
        }
        return switch (node.conclusion().get()) {
            case SUCCESS -> "palegreen";
            case FAIL -> "salmon";
            case ERROR -> "orange";
            case CANCELED -> "lightgray";
            case SKIPPED -> "white";
        };
    }
}
