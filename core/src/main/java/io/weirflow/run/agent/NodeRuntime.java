package io.weirflow.run.agent;

import io.weirflow.run.NodeResult;

/**
 * Executes nodes. It may be called for several nodes at the same time, and for one node again after an agent has stopped in the
 * middle: what it does outside must bear that.
 */
@FunctionalInterface
public interface NodeRuntime {
    /**
     * Executes a node and returns how that ended. It blocks until then; when it is to stop, the thread is interrupted and {@link
     * NodeContext#onCancel} calls back. What it throws is recorded as an ERROR with the exception's text.
     *
     * @throws Exception whatever; of those that say that the thread was interrupted it need not make anything
     */
    NodeResult run(NodeContext context) throws Exception;
}
