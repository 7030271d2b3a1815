/**
 * The executor for everything that runs commands in folders of this machine, whatever runs them.
 *
 * <ul>
 *   <li>{@link io.weirflow.exec.staged.StagedExecutor} stages inputs, queues by resources, collects outputs, keeps manifests,
 *       recovers after a crash
 *   <li>{@link io.weirflow.exec.staged.Launcher} is what differs: a local process, a container, a device
 *   <li>{@link io.weirflow.exec.staged.ExecFolder} is where the two meet
 * </ul>
 */
@NullMarked
package io.weirflow.exec.staged;

import org.jspecify.annotations.NullMarked;
