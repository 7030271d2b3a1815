package io.weirflow.flow;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * A node of a graph of work, and with its dependencies the graph itself. Nodes are immutable, hold no state of any
 * evaluation, and may be shared by graphs and threads. Nodes are equal only to themselves; whether two mean the same work
 * is said by their keys ({@link KeyScheme}).
 *
 * <p>The node types and their meaning are Reflow's, with {@link JavaNode} added. Graphs may be a million nodes deep:
 * nothing here recurses over dependencies.
 */
public abstract sealed class Flow
        permits CoerceNode,
                CollectNode,
                DataNode,
                ExecNode,
                ExternNode,
                GroupbyNode,
                InternNode,
                JavaNode,
                KNode,
                KctxNode,
                MapNode,
                MergeNode,
                PullupNode,
                RequirementsNode,
                ValNode {
    private final ImmutableList<Flow> deps;
    private final String ident;

    Flow(List<? extends Flow> deps, String ident) {
        this.deps = ImmutableList.copyOf(deps);
        this.ident = ident;
    }

    /** Returns the nodes whose values this one takes, in order. */
    public final List<Flow> deps() {
        return deps;
    }

    /** Returns the only dependency of a node that has just one. */
    final Flow dep() {
        return deps.get(0);
    }

    /** Returns a name for people; never part of a key. */
    public final String ident() {
        return ident;
    }

    /** Returns the name of the operation, such as {@code exec}. */
    public abstract String op();

    /** Returns the operation and its name or number for people. */
    @Override
    public String toString() {
        return ident.isEmpty() ? op() : op() + " " + ident;
    }
}
