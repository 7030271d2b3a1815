package io.weirflow.run;

/**
 * Who has claimed a node last.
 *
 * @param agent the agent
 * @param session its session, with which the claim ends
 * @param token the fencing token of the claim
 */
public record NodeHolder(String agent, String session, long token) {}
