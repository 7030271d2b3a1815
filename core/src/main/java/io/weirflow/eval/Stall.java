package io.weirflow.eval;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds out why an evaluation that is not finished has nothing left to do: graphs have no cycles by themselves, but one that
 * replaces a node may need that very node.
 */
final class Stall {
    private static final int MAX_NAMED = 10;

    private Stall() {}

    /** Fails a replaced node on a cycle that the targets wait for. */
    static void resolve(NodeTable table, Engine engine, List<Integer> targets) {
        Set<Integer> seen = new HashSet<>();
        for (int target : targets) {
            int node = target;
            StringBuilder way = new StringBuilder();
            int named = 0;
            while (!table.state(node).isFinal() && seen.add(node)) {
                node = awaited(table, engine, node);
            }
            if (table.state(node).isFinal()) {
                continue;
            }
            // From here on the way is the cycle itself.
            int start = node;
            int replaced = node;
            do {
                if (named++ < MAX_NAMED) {
                    way.append(table.flow(node)).append(" -> ");
                }
                replaced = table.state(node) == NodeState.EXPANDED ? node : replaced;
                node = awaited(table, engine, node);
            } while (node != start);
            way.append(named > MAX_NAMED ? "... -> " : "").append(table.flow(start));
            engine.broke(
                    replaced,
                    Breakage.of(
                            replaced,
                            Failure.of(
                                    ErrorKind.EVAL,
                                    table.flow(replaced).toString(),
                                    "the graph that replaces this node needs the node itself: " + way)));
            return;
        }
        throw new IllegalStateException("nothing is left to do, but targets are not done");
    }

    /** Returns a node that a waiting one waits for. */
    private static int awaited(NodeTable table, Engine engine, int node) {
        for (int source : engine.sources(node)) {
            if (!table.state(source).isFinal()) {
                return source;
            }
        }
        throw new IllegalStateException("waits for nothing: " + table.flow(node) + " in state " + table.state(node));
    }
}
