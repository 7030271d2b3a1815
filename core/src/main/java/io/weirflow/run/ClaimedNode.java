package io.weirflow.run;

/**
 * A node that was claimed, as it was then.
 *
 * @param claim the right to finish it
 * @param node the node in status RUNNING, with its inputs and earlier attempts
 * @param orphaned whether it was orphaned: then it is not executed but finished as an error
 */
public record ClaimedNode(NodeClaim claim, Node node, boolean orphaned) {}
