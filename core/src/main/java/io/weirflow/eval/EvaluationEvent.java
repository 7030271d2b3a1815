package io.weirflow.eval;

import io.weirflow.flow.Flow;

/** What a listener is told while an evaluation goes on. */
public sealed interface EvaluationEvent {
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
}
