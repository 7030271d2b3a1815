package io.weirflow.store;

import com.google.common.collect.ImmutableList;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Why a commit did not happen: the conditions that did not hold.
 *
 * @param commit the commit's id
 * @param failures every write whose condition did not hold, in the order of the commit; at least one
 */
public record Conflict(CommitId commit, List<FailedWrite> failures) {
    /**
     * A write whose condition did not hold.
     *
     * @param index its place in the commit, from 0
     * @param write the write
     * @param found the version that was found; empty if there was no record
     */
    public record FailedWrite(int index, Write write, Optional<CommitId> found) {
        /** Returns the key. */
        public StateKey key() {
            return write.key();
        }

        @Override
        public String toString() {
            return String.format(
                    "write %d on %s expected %s, found %s",
                    index,
                    write.key(),
                    write.condition(),
                    found.map(id -> "version " + id).orElse("absent"));
        }
    }

    /** Copies the list. */
    public Conflict {
        failures = ImmutableList.copyOf(failures);
    }

    /** Tells whether the condition on a key did not hold. */
    public boolean names(StateKey key) {
        return failures.stream().anyMatch(failure -> failure.key().equals(key));
    }

    /** Returns an exception of kind PRECONDITION that names the failed writes, the first three in full. */
    public WeirflowException toException() {
        String shown = failures.stream().limit(3).map(FailedWrite::toString).collect(Collectors.joining("; "));
        int more = failures.size() - 3;
        return new WeirflowException(Failure.of(
                ErrorKind.PRECONDITION,
                "commit",
                shown + (more > 0 ? "; and " + more + " more" : "") + ": read again and retry",
                commit));
    }
}
