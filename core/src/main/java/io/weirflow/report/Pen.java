package io.weirflow.report;

import io.weirflow.eval.Outcome;
import java.util.Optional;

/** Draws a graph in some language: first nodes, then edges, then notes. */
interface Pen {
    /** The longest label; what is longer is cut in the middle. */
    int MOST_LABEL_CHARACTERS = 60;

    void node(int number, String label, Optional<Outcome> outcome);

    void edge(int from, int to, boolean dotted);

    void note(String text);

    String finish();

    /** Returns a label on one line, without control characters, and of limited length. */
    static String shorten(String label) {
        String clean = label.codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        int half = MOST_LABEL_CHARACTERS / 2;
        return clean.length() <= MOST_LABEL_CHARACTERS
                ? clean
                : clean.substring(0, half) + "…" + clean.substring(clean.length() - half);
    }

    /** Returns the colour of an outcome, readable under black text. */
    static String colour(Outcome outcome) {
        return switch (outcome) {
            case RAN -> "#a6d96a";
            case CACHED -> "#d0d0d0";
            case FAILED -> "#f46d43";
            case SKIPPED -> "#fee08b";
        };
    }
}
