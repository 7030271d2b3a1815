package io.weirflow.eval;

import io.weirflow.fileset.Fileset;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.Flow;
import io.weirflow.resource.Resources;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What nodes ask of the executor: of nodes that share their state, the larger of each resource. */
final class Asks {
    private final NodeTable table;
    private final Resources oneCpu;
    private final Map<Integer, List<ExecNode>> others = new HashMap<>();

    Asks(NodeTable table, Resources total) {
        this.table = table;
        this.oneCpu = Resources.of(Math.min(1, Math.max(0, total.cpu())), 0);
    }

    /** Records that a node shares the state of another one. */
    void share(int node, int first) {
        if (table.flow(node) instanceof ExecNode exec) {
            others.computeIfAbsent(first, n -> new ArrayList<>(1)).add(exec);
        }
    }

    /** Returns what a node asks for. A command that does not say how much CPU it needs counts as one that needs a whole one. */
    Resources of(int node, List<Fileset> inputs) {
        Flow flow = table.flow(node);
        if (!(flow instanceof ExecNode exec)) {
            return Resources.NONE;
        }
        Resources stated = exec.resources(inputs);
        if (!others.isEmpty()) {
            for (ExecNode other : others.getOrDefault(node, List.of())) {
                stated = stated.max(other.resources(inputs));
            }
        }
        if (stated.isEmpty()) {
            return oneCpu;
        }
        return stated.cpu() > 0 ? stated : stated.with(Resources.CPU, oneCpu.cpu());
    }
}
