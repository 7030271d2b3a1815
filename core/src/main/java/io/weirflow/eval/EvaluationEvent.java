package io.weirflow.eval;

import io.weirflow.base.Failure;
import io.weirflow.base.Ulid;
import io.weirflow.flow.Flow;
import java.util.Optional;

/** What a listener is told while an evaluation goes on. */
public sealed interface EvaluationEvent {
    /**
     * The evaluation has begun. This comes first.
     *
     * @param id its identity
     * @param name the name that its options give it; may be empty
     */
    record Begun(Ulid id, String name) implements EvaluationEvent {}

    /**
     * Work was handed to the executor, or a Java function was started.
     *
     * @param node the node
     * @param progress how far the evaluation is
     */
    record Started(Flow node, Progress progress) implements EvaluationEvent {}

    /**
     * A node that does work came to its end.
     *
     * @param report what became of it
     * @param progress how far the evaluation is
     */
    record Finished(NodeReport report, Progress progress) implements EvaluationEvent {}

    /**
     * The evaluation has ended. This comes last, before anybody who waits for the end goes on.
     *
     * @param id its identity
     * @param progress the final counts
     * @param failure why a target has no value, or why it ended early
     */
    record Ended(Ulid id, Progress progress, Optional<Failure> failure) implements EvaluationEvent {}
}
