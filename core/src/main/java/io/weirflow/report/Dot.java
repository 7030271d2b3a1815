package io.weirflow.report;

import io.weirflow.eval.Outcome;
import java.util.Optional;

/** Graphviz's language. */
final class Dot implements Pen {
    private final StringBuilder text = new StringBuilder("digraph flow {\n  rankdir=LR;\n  node [shape=box];\n");

    @Override
    public void node(int number, String label, Optional<Outcome> outcome) {
        text.append("  n").append(number).append(" [label=").append(quote(label));
        outcome.ifPresent(value -> text.append(", style=filled, fillcolor=\"")
                .append(Pen.colour(value))
                .append("\", tooltip=")
                .append(value));
        text.append("];\n");
    }

    @Override
    public void edge(int from, int to, boolean dotted) {
        text.append("  n").append(from).append(" -> n").append(to);
        text.append(dotted ? " [style=dotted];\n" : ";\n");
    }

    @Override
    public void note(String note) {
        text.append("  note [shape=plaintext, label=").append(quote(note)).append("];\n");
    }

    @Override
    public String finish() {
        return text.append("}\n").toString();
    }

    private static String quote(String label) {
        return '"' + Pen.shorten(label).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
