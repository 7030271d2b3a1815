package io.weirflow.exec.process;

/**
 * What tells the processes of one command from all others.
 *
 * @param pid the process of its shell; also its process group, if it leads one
 * @param token the value of {@link Marker#NAME} in their environment
 */
record Target(long pid, String token) {}
