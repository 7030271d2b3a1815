package io.weirflow.run;

import com.google.common.collect.ImmutableList;
import io.weirflow.base.Ulid;
import java.util.List;
import java.util.Optional;

/**
 * A part of a list of runs.
 *
 * @param runs the runs, newest first
 * @param next where the next page begins, for {@link RunQuery#after(Ulid)}; empty if there are no more
 */
public record RunPage(List<RunSummary> runs, Optional<Ulid> next) {
    /** Copies the list. */
    public RunPage {
        runs = ImmutableList.copyOf(runs);
    }
}
