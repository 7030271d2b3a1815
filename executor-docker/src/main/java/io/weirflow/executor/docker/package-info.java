/**
 * Execs in containers of a Docker engine.
 *
 * <ul>
 *   <li>{@link io.weirflow.executor.docker.DockerExecutor} opens an executor
 *   <li>the launcher behind it has containers created, started, watched and removed through one connection to the engine
 *   <li>in each container a supervisor, a few lines of shell, runs the command and notes how it ended and what it used
 *   <li>images are resolved to digests, and pulled with the user's credentials
 *   <li>a sweeper removes what executors left behind that died and do not come back
 * </ul>
 */
@NullMarked
package io.weirflow.executor.docker;

import org.jspecify.annotations.NullMarked;
