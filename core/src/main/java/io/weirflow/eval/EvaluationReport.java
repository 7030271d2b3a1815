package io.weirflow.eval;

import com.google.common.collect.ImmutableList;
import io.weirflow.base.Ulid;
import java.time.Duration;
import java.util.List;

/**
 * What a finished evaluation did.
 *
 * @param id the evaluation
 * @param progress the final counts
 * @param nodes what became of each node that does work, in the order of their ends
 * @param duration how long the whole took
 */
public record EvaluationReport(Ulid id, Progress progress, List<NodeReport> nodes, Duration duration) {
    /** Copies the nodes. */
    public EvaluationReport {
        nodes = ImmutableList.copyOf(nodes);
    }
}
