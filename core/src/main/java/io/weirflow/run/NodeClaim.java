package io.weirflow.run;

import io.weirflow.base.Ulid;

/**
 * The right to finish a node, until its holder's session ends. Names the claim; it may be kept, compared and written down.
 *
 * @param run the run
 * @param node the name of the node
 * @param place the place of the node in its graph, from 0
 * @param token the fencing token: higher than that of all earlier claims of the node
 */
public record NodeClaim(Ulid run, String node, int place, long token) {
    @Override
    public String toString() {
        return "claim " + token + " of node " + node + " of run " + run;
    }
}
