package io.weirflow.report;

import io.weirflow.eval.Outcome;
import java.util.Locale;
import java.util.Optional;

/** Mermaid's language for flow charts. */
final class Mermaid implements Pen {
    private final StringBuilder text = new StringBuilder("flowchart LR\n");

    Mermaid() {
        for (Outcome outcome : Outcome.values()) {
            text.append("  classDef ").append(style(outcome)).append(" fill:").append(Pen.colour(outcome));
            text.append(",color:#000\n");
        }
    }

    @Override
    public void node(int number, String label, Optional<Outcome> outcome) {
        text.append("  n").append(number).append("[\"").append(escape(label)).append("\"]");
        outcome.ifPresent(value -> text.append(":::").append(style(value)));
        text.append('\n');
    }

    @Override
    public void edge(int from, int to, boolean dotted) {
        text.append("  n")
                .append(from)
                .append(dotted ? " -.-> n" : " --> n")
                .append(to)
                .append('\n');
    }

    @Override
    public void note(String note) {
        text.append("  note[\"").append(escape(note)).append("\"]\n");
    }

    @Override
    public String finish() {
        return text.toString();
    }

    private static String style(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }

    /** Mermaid takes entities without an ampersand, and reads backquotes as the start of Markdown. */
    private static String escape(String label) {
        StringBuilder escaped = new StringBuilder();
        for (char c : Pen.shorten(label).toCharArray()) {
            boolean special = "\"#&;<>`\\".indexOf(c) >= 0;
            escaped.append(special ? "#" + (int) c + ";" : String.valueOf(c));
        }
        return escaped.toString();
    }
}
