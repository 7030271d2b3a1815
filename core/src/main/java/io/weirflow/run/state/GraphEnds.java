package io.weirflow.run.state;

/** The nodes at the other ends of the edges of nodes whose places follow each other. Immutable. */
final class GraphEnds implements GraphChunk {
    private final int first;
    private final int[] runtimes;
    private final int[] parentCounts;
    private final int[][] ends;

    /**
     * @param first the place of the first node
     * @param runtimes of each node the place of its runtime in the header; empty in a chunk of parents
     * @param parentCounts of each node the number of its parents; empty in a chunk of parents
     * @param ends of each node the places of its children or parents
     */
    GraphEnds(int first, int[] runtimes, int[] parentCounts, int[][] ends) {
        this.first = first;
        this.runtimes = runtimes;
        this.parentCounts = parentCounts;
        this.ends = ends;
    }

    @Override
    public int weight() {
        int weight = 0;
        for (int[] row : ends) {
            weight += 32 + 4 * row.length;
        }
        return weight;
    }

    int first() {
        return first;
    }

    /** Returns the number of nodes. */
    int count() {
        return ends.length;
    }

    /** Returns the places at the other ends of a node's edges; not to be changed. */
    int[] of(int node) {
        return ends[node - first];
    }

    int runtime(int node) {
        return runtimes[node - first];
    }

    int parentCount(int node) {
        return parentCounts[node - first];
    }
}
