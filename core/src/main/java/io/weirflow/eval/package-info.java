/**
 * The evaluator: it decides what must run, runs it, and says why. Users see {@link io.weirflow.eval.Evaluator}, {@link
 * io.weirflow.eval.Evaluation}, their options, events and reports; all else is one evaluation from the inside:
 *
 * <ul>
 *   <li>{@code Run} is the thread of an evaluation. It takes turns with a {@code Loop}, whose {@code Mailbox} brings the answers of
 *       others; whatever may block is done by them, in batches, on a {@code Stage}.
 *   <li>Graph: {@code GraphReader} numbers nodes, {@code NodeTable} holds what is known of each, {@code Engine} moves them from
 *       {@code NodeState} to state by {@code Transition}s; {@code Stall} finds cycles.
 *   <li>Keys: {@code Observations} looks at sources and environments, {@code Keys} names nodes and joins those of equal key, {@code
 *       Additions} brings both to new graphs.
 *   <li>Cache: {@code CachePath} says who is looked up when; {@code Lookups} and {@code Writer} do it; {@code AssertionLedger} holds
 *       what was asserted.
 *   <li>Work: {@code Execution} hands it on by type, to {@code Calls} in this process or as {@code Jobs}, which {@code Dispatcher},
 *       {@code Retries} and {@code Backoff} time, {@code ExecRunner} runs and {@code SharedExecs} counts.
 *   <li>Recovery: {@code Damage} finds content that is lost, {@code Recovery} and {@code LostTargets} have it produced again.
 *   <li>Reports: {@code Reporter} writes the {@code Chronicle}; {@code Recorder} keeps a {@code Manifest}, by which {@code
 *       Reasons} says what changed since the last one.
 * </ul>
 */
@NullMarked
package io.weirflow.eval;

import org.jspecify.annotations.NullMarked;
