package io.weirflow.run;

import io.weirflow.base.Ulid;
import io.weirflow.run.graph.Conclusion;
import java.time.Instant;
import java.util.Optional;

/**
 * A run as it is listed, without its nodes. It shows what has been propagated: a node that was finished a moment ago may not be
 * counted yet.
 *
 * @param id its identity, which sorts by the time of its start
 * @param created when it was started
 * @param options what was said about it
 * @param begun whether its first nodes have been made ready
 * @param counts its complete nodes
 * @param finished when it was seen that every node is complete
 */
public record RunSummary(
        Ulid id, Instant created, RunOptions options, boolean begun, NodeCounts counts, Optional<Instant> finished) {
    /** Returns how far it has come. */
    public RunStatus status() {
        if (counts.isComplete()) {
            return RunStatus.COMPLETED;
        }
        return begun ? RunStatus.RUNNING : RunStatus.WAITING;
    }

    /** Returns how it ended, if every node is complete. */
    public Optional<Conclusion> conclusion() {
        return counts.isComplete() ? Optional.of(counts.conclusion()) : Optional.empty();
    }
}
