package io.weirflow.run;

/**
 * How many runs and nodes there are. The numbers are counted one after the other, not at one moment.
 *
 * @param runs the number of runs
 * @param waiting nodes that wait for others, or before they are tried again
 * @param ready nodes that can be claimed
 * @param running nodes that are claimed
 * @param orphaned nodes whose agent has stopped
 * @param completed nodes that are complete
 */
public record RunStats(long runs, long waiting, long ready, long running, long orphaned, long completed) {}
