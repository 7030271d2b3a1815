package io.weirflow.run;

import io.weirflow.base.Ulid;
import io.weirflow.run.graph.NodeSpec;

/**
 * A hint that a node can be claimed. It may come twice, and another may have been faster.
 *
 * @param type why it can be claimed
 * @param run the run
 * @param place the place of the node in its graph
 * @param node what was stated of it
 */
public record NodeEvent(NodeEventType type, Ulid run, int place, NodeSpec node) {}
