package io.weirflow.run.history;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.time.Instant;
import java.util.Optional;

/**
 * Which evaluations or tasks are asked for; those that were started last come first.
 *
 * @param since those started at or after this instant
 * @param until those started before this instant
 * @param limit how many at most; 1 to 100
 * @param after where an earlier answer ended: its {@link Page#next}
 */
public record HistoryQuery(Optional<Instant> since, Optional<Instant> until, int limit, Optional<String> after) {
    /** The last fifty. */
    public static final HistoryQuery LAST = new HistoryQuery(Optional.empty(), Optional.empty(), 50, Optional.empty());

    private static final int MAX_LIMIT = 100;

    /**
     * Checks the limit.
     *
     * @throws WeirflowException of kind INVALID if it is not 1 to 100
     */
    public HistoryQuery {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw WeirflowException.of(ErrorKind.INVALID, "history", "the limit is 1 to " + MAX_LIMIT, limit);
        }
    }

    /** Returns this query for what was started at or after an instant. */
    public HistoryQuery since(Instant value) {
        return new HistoryQuery(Optional.of(value), until, limit, after);
    }

    /** Returns this query for what was started before an instant. */
    public HistoryQuery until(Instant value) {
        return new HistoryQuery(since, Optional.of(value), limit, after);
    }

    /** Returns this query with another limit. */
    public HistoryQuery limit(int value) {
        return new HistoryQuery(since, until, value, after);
    }

    /** Returns this query for what follows an answer. */
    public HistoryQuery after(String value) {
        return new HistoryQuery(since, until, limit, Optional.of(value));
    }
}
