package io.weirflow.run.history;

import io.weirflow.flow.Flow;

/**
 * Where an {@link EvaluationRecorder} puts what happens. Implementations MUST be thread-safe, and quick: they are called by the
 * evaluations' threads, so that what has to be sent somewhere is to be sent by another one.
 */
public interface HistorySink {
    /** Takes the new state of an evaluation: when it begins, and when it has ended. */
    void put(PastEvaluation evaluation);

    /**
     * Takes the new state of a task: when it starts, and when it has ended. The evaluation was put before, and ends after all its
     * tasks have.
     *
     * @param node what it works on
     */
    void put(PastTask task, Flow node);
}
