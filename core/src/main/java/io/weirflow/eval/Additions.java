package io.weirflow.eval;

import io.weirflow.digest.Digest;
import io.weirflow.flow.Flow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Adds graphs to an evaluation, at its start and when nodes expand: numbers the new nodes, sees that what their keys cover is
 * looked at, and computes their keys. In order: a graph may share nodes with the one added before it.
 */
final class Additions {
    private final NodeTable table;
    private final GraphReader graph;
    private final Observations observations;
    private final Keys keys;
    private final Newcomers newcomers;
    private final Deque<Addition> open = new ArrayDeque<>();

    /** Nodes up to an end whose keys may be missing, the roots, and who is told the roots' numbers. */
    private record Addition(int end, List<Integer> roots, Optional<Digest> key, Consumer<List<Integer>> then) {}

    /** Who is told of nodes that have their keys. */
    interface Newcomers {
        /** A node was added. */
        void added(int node);

        /** A node was added that shares the state of another one. */
        void shared(int node, int first);
    }

    private int keyed;

    Additions(NodeTable table, GraphReader graph, Observations observations, Keys keys, Newcomers newcomers) {
        this.table = table;
        this.graph = graph;
        this.observations = observations;
        this.keys = keys;
        this.newcomers = newcomers;
    }

    /**
     * Adds graphs.
     *
     * @param roots their roots
     * @param depth how many expansions led to them
     * @param replaced the node that they replace, {@link FlowIndex#NONE} for none
     * @param key the key that new roots get, if it is not their own
     * @param then told the numbers of the roots, or of the nodes whose state they share, once all keys are known: soon or at once
     */
    void add(List<Flow> roots, int depth, int replaced, Optional<Digest> key, Consumer<List<Integer>> then) {
        int start = table.size();
        List<Integer> numbers = new ArrayList<>(roots.size());
        for (Flow root : roots) {
            numbers.add(graph.add(root, depth, replaced));
        }
        for (int node = start; node < table.size(); node++) {
            observations.want(table.flow(node));
        }
        open.add(new Addition(table.size(), numbers, key, then));
        advance();
    }

    /** Goes on with what waited for something that is known by now. */
    void advance() {
        while (!open.isEmpty() && observations.areComplete()) {
            Addition addition = open.remove();
            while (keyed < addition.end) {
                assignNext(addition);
            }
            addition.then.accept(addition.roots.stream().map(table::canonical).toList());
        }
    }

    private void assignNext(Addition addition) {
        int node = keyed++;
        int first = node;
        if (addition.key.isPresent() && addition.roots.contains(node)) {
            keys.assign(node, addition.key.get());
        } else {
            first = keys.assign(node);
        }
        if (first == node) {
            newcomers.added(node);
        } else {
            newcomers.shared(node, first);
        }
    }
}
