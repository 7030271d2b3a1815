package io.weirflow.eval;

import com.google.common.collect.ImmutableList;
import io.weirflow.base.Failure;
import io.weirflow.fileset.Fileset;
import java.util.List;
import java.util.Optional;

/**
 * How an evaluation ended: all that is kept of it beside the reports.
 *
 * @param targets what became of the targets, in their order; none if it ended before these were known
 * @param stopped why it ended before everything was done, if so
 * @param canceled whether that is because it was canceled
 */
record RunResult(List<Target> targets, Optional<Failure> stopped, boolean canceled) {
    /** Of an evaluation of which nothing is known. */
    static final RunResult NONE = new RunResult(List.of(), Optional.empty(), false);

    private static final Target UNFINISHED = new Target(Optional.empty(), Optional.empty());

    /** Copies the targets. */
    RunResult {
        targets = ImmutableList.copyOf(targets);
    }

    /**
     * A target.
     *
     * @param value its value, if it is done
     * @param breakage why it has none, if it failed
     */
    record Target(Optional<Fileset> value, Optional<Breakage> breakage) {}

    /** Returns what became of the target at an index. */
    Target target(int index) {
        return index < targets.size() ? targets.get(index) : UNFINISHED;
    }
}
