package io.weirflow.journal.aggregate;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;

/**
 * How aggregates are kept.
 *
 * @param cachedStates how many states are held in memory at most; 0 or more
 * @param snapshotEvery after how many entries a snapshot is taken, of behaviors that have them; at least 1
 */
public record AggregateOptions(int cachedStates, int snapshotEvery) {
    /** A thousand states, and a snapshot every 200 entries. */
    public static final AggregateOptions DEFAULT = new AggregateOptions(1000, 200);

    /**
     * Checks the ranges.
     *
     * @throws WeirflowException of kind INVALID if one is exceeded
     */
    public AggregateOptions {
        if (cachedStates < 0 || snapshotEvery < 1) {
            throw WeirflowException.of(
                    ErrorKind.INVALID,
                    "aggregate options",
                    "expected 0 or more states and a snapshot after 1 or more entries",
                    cachedStates,
                    snapshotEvery);
        }
    }
}
