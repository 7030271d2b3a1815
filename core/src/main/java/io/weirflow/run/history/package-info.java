/**
 * What was evaluated, when and by whom: a record of evaluations and of the work they did, kept on a state store.
 *
 * <ul>
 *   <li>{@link io.weirflow.run.history.RunHistory} records evaluations through their listeners, and is asked.
 *   <li>{@link io.weirflow.run.history.EvaluationRecorder} records into any {@link io.weirflow.run.history.HistorySink}.
 *   <li>{@link io.weirflow.run.history.PastEvaluation} and {@link io.weirflow.run.history.PastTask} are what it returns, in
 *       {@link io.weirflow.run.history.Page pages} that answer a {@link io.weirflow.run.history.HistoryQuery}.
 * </ul>
 *
 * <p>An evaluation refers to the session of its process: when the session has ended and the evaluation has not, it died.
 */
@NullMarked
package io.weirflow.run.history;

import org.jspecify.annotations.NullMarked;
