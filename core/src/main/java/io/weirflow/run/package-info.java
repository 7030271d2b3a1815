/**
 * Durable runs of graphs, whose nodes agents of many processes claim, execute and finish.
 *
 * <ul>
 *   <li>{@link io.weirflow.run.RunStore}: starts, lists, inspects and cancels runs; lets agents join, learn of {@linkplain
 *       io.weirflow.run.NodeEvent nodes that are ready}, claim and finish them.
 *   <li>{@link io.weirflow.run.Run} and its {@link io.weirflow.run.Node nodes} are what inspection shows, {@link
 *       io.weirflow.run.RunSummary} is a line of the list.
 *   <li>{@code run.graph}: what a run is asked to do. {@code run.state}: the store of runs on a state store, {@link
 *       io.weirflow.run.state.StateRunStore}. {@code run.agent}: the agent that executes nodes. {@code run.exec}: an executor whose
 *       execs agents execute. {@code run.view}: runs as text.
 * </ul>
 *
 * <p>The idea is adagio's; states, attempts and inputs are named as there.
 */
@NullMarked
package io.weirflow.run;

import org.jspecify.annotations.NullMarked;
