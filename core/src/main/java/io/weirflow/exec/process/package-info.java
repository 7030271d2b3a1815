/**
 * Execs as processes of this machine.
 *
 * <ul>
 *   <li>{@link io.weirflow.exec.process.ProcessExecutor} opens an executor
 *   <li>the launcher behind it starts commands through one long-lived shell, the spawner, or without it one by one
 *   <li>the process table finds the processes of a command, wherever they hide, to measure and to end them
 * </ul>
 */
@NullMarked
package io.weirflow.exec.process;

import org.jspecify.annotations.NullMarked;
