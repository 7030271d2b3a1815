package io.weirflow.run;

import java.time.Instant;

/**
 * One execution of a node that was finished.
 *
 * @param result how it ended
 * @param agent the agent that finished it
 * @param token the fencing token of the claim under which it was finished
 * @param started when it was claimed
 * @param finished when it was finished
 */
public record Attempt(NodeResult result, String agent, long token, Instant started, Instant finished) {}
