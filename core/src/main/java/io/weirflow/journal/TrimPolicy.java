package io.weirflow.journal;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How the beginning of a long history moves. First an entry is chosen, up to which all is hidden; whoever reads from the
 * beginning does not see it any more, whoever goes on from a version still does. Later what was hidden is removed.
 *
 * @param rule chooses what is hidden
 * @param hidden how long what is hidden is kept; not negative
 * @param interval how much time is between two moves at least; not negative
 */
public record TrimPolicy(Rule rule, Duration hidden, Duration interval) {
    private static final Duration MONTH = Duration.ofDays(30);

    /** Chooses where a history may begin. */
    @FunctionalInterface
    public interface Rule {
        /**
         * Tells whether all up to an entry, the entry included, may be hidden. Of the entries for which this holds the last counts.
         *
         * @param next the entry after it; empty at the end of the history
         */
        boolean mayHide(JournalEntry entry, Optional<JournalEntry> next, Instant now);
    }

    /**
     * Checks the ranges.
     *
     * @throws WeirflowException of kind INVALID if a time is negative
     */
    public TrimPolicy {
        if (hidden.isNegative() || interval.isNegative()) {
            throw WeirflowException.of(ErrorKind.INVALID, "trim policy", "times are not negative", hidden, interval);
        }
    }

    /** Returns a policy with a rule that moves at most once in thirty days and keeps what is hidden for thirty days. */
    public static TrimPolicy of(Rule rule) {
        return new TrimPolicy(rule, MONTH, MONTH);
    }

    /** Hides what is older than an age. */
    public static TrimPolicy olderThan(Duration age) {
        return of((entry, next, now) -> entry.time().plus(age).isBefore(now));
    }

    /** Hides what comes before an entry whose first event has a type, for histories that contain what amounts to all before. */
    public static TrimPolicy before(String type) {
        return of((entry, next, now) ->
                next.filter(n -> n.events().get(0).type().equals(type)).isPresent());
    }
}
