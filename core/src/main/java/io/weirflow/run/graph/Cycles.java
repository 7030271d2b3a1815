package io.weirflow.run.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Looks for a cycle, without recursion and in time linear in the graph. */
final class Cycles {
    private Cycles() {}

    /** Returns the nodes of one cycle in the order of its edges, or nothing if there is none. */
    static List<Integer> find(Topology graph) {
        int[] waiting = new int[graph.size()];
        int[] ready = new int[graph.size()];
        int end = 0;
        for (int node = 0; node < graph.size(); node++) {
            waiting[node] = graph.parentCount(node);
            if (waiting[node] == 0) {
                ready[end++] = node;
            }
        }
        for (int next = 0; next < end; next++) {
            for (int i = 0; i < graph.childCount(ready[next]); i++) {
                int child = graph.child(ready[next], i);
                if (--waiting[child] == 0) {
                    ready[end++] = child;
                }
            }
        }
        return end == graph.size() ? List.of() : cycle(graph, waiting);
    }

    /** Each node that still waits has a parent that does: going from parent to parent, one comes back. */
    private static List<Integer> cycle(Topology graph, int[] waiting) {
        int node = 0;
        while (waiting[node] == 0) {
            node++;
        }
        int[] place = new int[graph.size()];
        List<Integer> path = new ArrayList<>();
        while (place[node] == 0) {
            path.add(node);
            place[node] = path.size();
            node = waitingParent(graph, waiting, node);
        }
        List<Integer> cycle = new ArrayList<>(path.subList(place[node] - 1, path.size()));
        Collections.reverse(cycle);
        return cycle;
    }

    private static int waitingParent(Topology graph, int[] waiting, int node) {
        int place = 0;
        while (waiting[graph.parent(node, place)] == 0) {
            place++;
        }
        return graph.parent(node, place);
    }
}
