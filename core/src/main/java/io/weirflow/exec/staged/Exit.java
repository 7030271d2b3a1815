package io.weirflow.exec.staged;

/**
 * How a command ended.
 *
 * @param code the exit code of its shell; 128 and the signal's number if a signal ended it
 * @param outOfMemory whether it is known to have ended for want of memory
 * @param usage what it used in all, as far as that is known: CPU time in all and memory at most
 */
public record Exit(int code, boolean outOfMemory, Usage usage) {}
