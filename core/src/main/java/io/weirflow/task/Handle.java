package io.weirflow.task;

import io.weirflow.flow.Flow;

/**
 * What a task takes and gives: a flow of which it is known whether its value is a file, a directory or a list.
 *
 * <p>Handles are immutable, thread-safe and hold no result. A handle is equal only to itself.
 */
public abstract sealed class Handle permits FileFlow, DirFlow, ListFlow {
    private final Flow flow;

    Handle(Flow flow) {
        this.flow = flow;
    }

    /** Returns the flow that gives the value. */
    public final Flow flow() {
        return flow;
    }

    /** Returns a handle of the same type for another flow, whose value has the same shape. */
    abstract Handle over(Flow other);

    @SuppressWarnings("unchecked") // over returns its own type
    static <T extends Handle> T like(T sample, Flow flow) {
        return (T) sample.over(flow);
    }

    /** Returns the type and the flow for people. */
    @Override
    public final String toString() {
        return getClass().getSimpleName() + " of " + flow;
    }
}
