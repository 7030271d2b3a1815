package io.weirflow.run;

import java.util.Optional;

/**
 * What has become of a node by finishing it, and which node was claimed with that.
 *
 * @param finish what has become of the node
 * @param next the node that was claimed; empty if it could not be had
 */
public record FinishAndClaim(Finish finish, Optional<ClaimedNode> next) {}
