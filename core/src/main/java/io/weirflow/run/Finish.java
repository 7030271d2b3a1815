package io.weirflow.run;

/**
 * What has become of a node by finishing it.
 *
 * @param status COMPLETED, or READY or DELAYED if it is tried again
 * @param pending whether something waits for {@link RunStore#propagate}: whoever finished it may call that at once, or leave it
 *     to others
 */
public record Finish(NodeStatus status, boolean pending) {}
