package io.weirflow.run;

import com.google.common.collect.ImmutableSortedSet;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.time.Instant;
import java.util.Set;

/**
 * An agent that has joined.
 *
 * @param id its identity, which one agent has at a time: 1 to 200 characters, no control characters, no slash
 * @param runtimes the runtimes that it has, in order; empty for an agent that takes nodes of all
 * @param session the session with which it ends
 * @param joined when it joined
 */
public record AgentInfo(String id, Set<String> runtimes, String session, Instant joined) {
    private static final int MAX_ID_LENGTH = 200;

    /**
     * Copies the set.
     *
     * @throws WeirflowException of kind INVALID if the identity is malformed
     */
    public AgentInfo {
        runtimes = ImmutableSortedSet.copyOf(runtimes);
        if (id.isEmpty()
                || id.length() > MAX_ID_LENGTH
                || id.chars().anyMatch(c -> Character.isISOControl(c) || c == '/')) {
            throw WeirflowException.of(
                    ErrorKind.INVALID,
                    "agent",
                    "an identity has 1 to " + MAX_ID_LENGTH + " characters, none of them a control or a slash",
                    '"' + id.replaceAll("\\p{Cntrl}", "?") + '"');
        }
    }
}
