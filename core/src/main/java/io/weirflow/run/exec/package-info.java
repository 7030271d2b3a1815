/**
 * Execs that agents execute: an evaluation so spreads over all processes that share a repository and a store of runs.
 *
 * <ul>
 *   <li>{@link io.weirflow.run.exec.RunExecutor}: the executor. Each exec is a run of one node.
 * </ul>
 */
@NullMarked
package io.weirflow.run.exec;

import org.jspecify.annotations.NullMarked;
