package io.weirflow.flow;

import java.util.List;

/** One directory of all the files of its dependencies; of files with the same path the last is taken. */
public final class PullupNode extends Flow {
    private PullupNode(List<? extends Flow> deps, String ident) {
        super(deps, ident);
    }

    /** Returns a directory of all files. */
    public static PullupNode of(List<? extends Flow> deps) {
        return new PullupNode(deps, "");
    }

    /** Returns this node under a name for people. */
    public PullupNode named(String name) {
        return new PullupNode(deps(), name);
    }

    @Override
    public String op() {
        return "pullup";
    }
}
