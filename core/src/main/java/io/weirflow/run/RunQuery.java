package io.weirflow.run;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Ulid;
import io.weirflow.base.WeirflowException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which runs are listed, newest first.
 *
 * @param newest the latest time of creation, in milliseconds precisely, itself included; empty for no bound
 * @param oldest the earliest time of creation, itself included; empty for no bound
 * @param statuses the statuses; empty for all
 * @param labels labels that a run must have
 * @param after the run behind which the page begins, to continue a list
 * @param limit the largest number of runs in a page; 0 for all that there are
 */
public record RunQuery(
        Optional<Instant> newest,
        Optional<Instant> oldest,
        Set<RunStatus> statuses,
        Map<String, String> labels,
        Optional<Ulid> after,
        int limit) {
    /** All runs, in one page. */
    public static final RunQuery ALL =
            new RunQuery(Optional.empty(), Optional.empty(), Set.of(), Map.of(), Optional.empty(), 0);

    /**
     * Copies the sets.
     *
     * @throws WeirflowException of kind INVALID if the limit is negative
     */
    public RunQuery {
        statuses = ImmutableSet.copyOf(statuses);
        labels = ImmutableMap.copyOf(labels);
        if (limit < 0) {
            throw WeirflowException.of(ErrorKind.INVALID, "list runs", "a limit is not negative", limit);
        }
    }

    /** Returns this query for runs that were not created later. */
    public RunQuery newest(Instant value) {
        return new RunQuery(Optional.of(value), oldest, statuses, labels, after, limit);
    }

    /** Returns this query for runs that were not created earlier. */
    public RunQuery oldest(Instant value) {
        return new RunQuery(newest, Optional.of(value), statuses, labels, after, limit);
    }

    /** Returns this query for runs of these statuses. */
    public RunQuery statuses(RunStatus... values) {
        return new RunQuery(newest, oldest, Set.of(values), labels, after, limit);
    }

    /** Returns this query for runs that have a label, besides those that it already names. */
    public RunQuery label(String key, String value) {
        Map<String, String> more = ImmutableMap.<String, String>builder()
                .putAll(labels)
                .put(key, value)
                .buildKeepingLast();
        return new RunQuery(newest, oldest, statuses, more, after, limit);
    }

    /** Returns this query for what comes behind a run. */
    public RunQuery after(Ulid value) {
        return new RunQuery(newest, oldest, statuses, labels, Optional.of(value), limit);
    }

    /** Returns this query with another size of a page. */
    public RunQuery limit(int value) {
        return new RunQuery(newest, oldest, statuses, labels, after, value);
    }

    /** Tells whether a run has the status and the labels that are asked for. */
    public boolean matches(RunSummary run) {
        return (statuses.isEmpty() || statuses.contains(run.status()))
                && run.options().labels().entrySet().containsAll(labels.entrySet());
    }
}
