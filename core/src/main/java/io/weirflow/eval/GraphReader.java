package io.weirflow.eval;

import io.weirflow.flow.Flow;
import io.weirflow.flow.MapNode;
import io.weirflow.flow.ValNode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Gives numbers to the nodes of graphs: each node after its dependencies, and a map after its body, which is only keyed. */
final class GraphReader {
    private final NodeTable table;
    private final FlowIndex index;

    /** The way from the root to the node that is looked at, and for each node on it the next of its children to look at. */
    private @Nullable Flow[] path = new Flow[64];

    private int[] cursors = new int[64];
    private int length;

    GraphReader(NodeTable table) {
        this.table = table;
        this.index = new FlowIndex(table::flow);
    }

    /** Returns the number of a node that was added. */
    int number(Flow flow) {
        return index.get(flow);
    }

    /**
     * Adds what can be reached from a root and is new, and returns the number of the root.
     *
     * @param depth how many expansions led to it
     * @param replaced the node that the graph replaces, {@link FlowIndex#NONE} for none: its inputs are taken for those of the
     *     graph's constants, since their content comes from there
     */
    int add(Flow root, int depth, int replaced) {
        if (index.get(root) == FlowIndex.NONE) {
            push(root);
        }
        while (length > 0) {
            Flow flow = top();
            Flow child = nextNewChild(flow);
            if (child != null) {
                push(child);
            } else {
                path[--length] = null;
                number(flow, depth, replaced);
            }
        }
        return index.get(root);
    }

    private Flow top() {
        Flow flow = path[length - 1];
        if (flow == null) {
            throw new IllegalStateException("the path is empty");
        }
        return flow;
    }

    private @Nullable Flow nextNewChild(Flow flow) {
        int count = flow.deps().size();
        int cursor = cursors[length - 1];
        while (cursor <= count) {
            Flow child = cursor < count ? flow.deps().get(cursor) : flow instanceof MapNode map ? map.body() : null;
            cursor++;
            if (child != null && index.get(child) == FlowIndex.NONE) {
                cursors[length - 1] = cursor;
                return child;
            }
        }
        return null;
    }

    private void push(Flow flow) {
        if (length == path.length) {
            path = Arrays.copyOf(path, 2 * length);
            cursors = Arrays.copyOf(cursors, 2 * length);
        }
        path[length] = flow;
        cursors[length++] = 0;
    }

    private void number(Flow flow, int depth, int replaced) {
        int node = table.add(flow, depth);
        index.put(flow, node);
        for (int i = 0; i < flow.deps().size(); i++) {
            table.addEdge(index.get(flow.deps().get(i)));
        }
        if (flow instanceof ValNode && replaced != FlowIndex.NONE) {
            for (int i = 0; i < table.dependencyCount(replaced); i++) {
                table.addEdge(table.statedDependency(replaced, i));
            }
        }
    }
}
