package io.weirflow.run.graph;

/**
 * Who depends on whom, by the places of nodes in their graph, from 0. Immutable; takes some bytes for each node and edge.
 */
public final class Topology {
    private final int[] childStart;
    private final int[] children;
    private final int[] parentStart;
    private final int[] parents;

    private Topology(int[] childStart, int[] children, int[] parentStart, int[] parents) {
        this.childStart = childStart;
        this.children = children;
        this.parentStart = parentStart;
        this.parents = parents;
    }

    /**
     * Returns the topology of edges that are given by their ends. Each of a node's edges keeps its place among them; one that
     * comes again is left out.
     */
    static Topology of(int nodes, int[] sources, int[] destinations, int edges) {
        int different = keepFirst(nodes, sources, destinations, edges);
        return ofDifferent(nodes, sources, destinations, different);
    }

    /** Moves the edges that come for the first time to the front, by source, and returns how many they are. */
    private static int keepFirst(int nodes, int[] sources, int[] destinations, int edges) {
        int[] start = starts(nodes, sources, edges);
        int[] ends = ends(start, sources, destinations, edges);
        int[] lastSource = new int[nodes]; // plus one
        int kept = 0;
        for (int source = 0; source < nodes; source++) {
            for (int i = start[source]; i < start[source + 1]; i++) {
                if (lastSource[ends[i]] != source + 1) {
                    lastSource[ends[i]] = source + 1;
                    sources[kept] = source;
                    destinations[kept++] = ends[i];
                }
            }
        }
        return kept;
    }

    private static Topology ofDifferent(int nodes, int[] sources, int[] destinations, int edges) {
        int[] childStart = starts(nodes, sources, edges);
        int[] parentStart = starts(nodes, destinations, edges);
        return new Topology(
                childStart,
                ends(childStart, sources, destinations, edges),
                parentStart,
                ends(parentStart, destinations, sources, edges));
    }

    private static int[] starts(int nodes, int[] from, int edges) {
        int[] start = new int[nodes + 1];
        for (int i = 0; i < edges; i++) {
            start[from[i] + 1]++;
        }
        for (int i = 0; i < nodes; i++) {
            start[i + 1] += start[i];
        }
        return start;
    }

    private static int[] ends(int[] start, int[] from, int[] to, int edges) {
        int[] next = start.clone();
        int[] ends = new int[edges];
        for (int i = 0; i < edges; i++) {
            ends[next[from[i]]++] = to[i];
        }
        return ends;
    }

    /** Returns the number of nodes. */
    public int size() {
        return childStart.length - 1;
    }

    /** Returns the number of edges. */
    public int edges() {
        return children.length;
    }

    /** Returns how many nodes depend on a node directly. */
    public int childCount(int node) {
        return childStart[node + 1] - childStart[node];
    }

    /** Returns one of the nodes that depend on a node directly, by its place from 0. */
    public int child(int node, int place) {
        return children[childStart[node] + place];
    }

    /** Returns the number of edges out of the nodes before a node. */
    int firstEdge(int node) {
        return childStart[node];
    }

    /** Returns on how many nodes a node depends directly. */
    public int parentCount(int node) {
        return parentStart[node + 1] - parentStart[node];
    }

    /** Returns one of the nodes on which a node depends directly, by its place from 0. */
    public int parent(int node, int place) {
        return parents[parentStart[node] + place];
    }
}
