package io.weirflow.task;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what somebody may have meant by a name that does not exist. */
final class Nearest {
    private static final int MOST_CANDIDATES = 1000;

    private Nearest() {}

    /** Returns the nearest of some names by edit distance, if it is near enough to be meant. */
    static Optional<String> of(String wanted, Collection<String> names) {
        int limit = Math.max(1, wanted.length() / 2);
        return names.stream()
                .limit(MOST_CANDIDATES)
                .min(Comparator.comparingInt((String name) -> distance(wanted, name)))
                .filter(name -> distance(wanted, name) <= limit);
    }

    /** Returns {@code "; did you mean NAME?"}, or an empty text. */
    static String hint(String wanted, Collection<String> names) {
        return of(wanted, names).map(name -> "; did you mean " + name + "?").orElse("");
    }

    /** Returns the number of characters to insert, remove or replace, regardless of case. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean same = Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
                int replaced = previous[j - 1] + (same ? 0 : 1);
                current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
            }
            int[] swap = previous;
            previous = current;
            current = swap;
        }
        return previous[b.length()];
    }
}
