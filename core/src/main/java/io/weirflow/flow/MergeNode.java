package io.weirflow.flow;

import java.util.List;

/** The list of its dependencies' values. */
public final class MergeNode extends Flow {
    private MergeNode(List<? extends Flow> deps, String ident) {
        super(deps, ident);
    }

    /** Returns a list of values. */
    public static MergeNode of(List<? extends Flow> deps) {
        return new MergeNode(deps, "");
    }

    /** Returns this node under a name for people. */
    public MergeNode named(String name) {
        return new MergeNode(deps(), name);
    }

    @Override
    public String op() {
        return "merge";
    }
}
