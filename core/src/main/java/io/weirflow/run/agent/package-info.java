/**
 * Agents: they claim nodes of runs, execute them and finish them.
 *
 * <ul>
 *   <li>{@link io.weirflow.run.agent.Agent}: joins a store of runs with some runtimes, until it is closed.
 *   <li>{@link io.weirflow.run.agent.NodeRuntime}: executes a node, about which a {@link io.weirflow.run.agent.NodeContext} tells
 *       it; a function in Java is one. {@link io.weirflow.run.agent.ExecRuntime} runs commands on an executor, {@link
 *       io.weirflow.run.agent.FlowRuntime} evaluates flows.
 *   <li>{@link io.weirflow.run.agent.RunKeeper}: propagates and sweeps; each agent has one, and a host without agents may.
 * </ul>
 */
@NullMarked
package io.weirflow.run.agent;

import org.jspecify.annotations.NullMarked;
