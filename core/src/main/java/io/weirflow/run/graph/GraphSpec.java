package io.weirflow.run.graph;

import com.google.common.collect.ImmutableList;
import io.weirflow.base.WeirflowException;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.RandomAccess;

/**
 * A graph of nodes without cycles, in the order in which they were stated. Immutable.
 *
 * <h2>Limits</h2>
 *
 * {@value #MAX_NODES} nodes, {@value #MAX_EDGES} edges, {@value #MAX_DEGREE} edges into and as many out of one node,
 * {@value #MAX_METADATA_BYTES} bytes of metadata for a node, {@value #MAX_BYTES} bytes of names and metadata in all. A graph
 * without nodes is allowed: its run is complete at once.
 */
public final class GraphSpec {
    /** The largest number of nodes. */
    public static final int MAX_NODES = 250_000;

    /** The largest number of edges. */
    public static final int MAX_EDGES = 2_500_000;

    /** The largest number of edges into one node, and out of one node. */
    public static final int MAX_DEGREE = 100_000;

    /** The longest name, in bytes of UTF-8. */
    public static final int MAX_NAME_BYTES = 256;

    /** The longest name of a runtime, in bytes of UTF-8. */
    public static final int MAX_RUNTIME_BYTES = 100;

    /** The largest number of different runtimes. */
    public static final int MAX_RUNTIMES = 100;

    /** The largest metadata of one node, in bytes of UTF-8: 64 KiB. */
    public static final int MAX_METADATA_BYTES = 64 << 10;

    /** The largest sum of all names and metadata, in bytes of UTF-8: 128 MiB. */
    public static final long MAX_BYTES = 128L << 20;

    private final ImmutableList<NodeSpec> nodes;
    private final Map<String, Integer> places;
    private final Topology topology;

    GraphSpec(ImmutableList<NodeSpec> nodes, Map<String, Integer> places, Topology topology) {
        this.nodes = nodes;
        this.places = places;
        this.topology = topology;
    }

    /** Returns a builder of a graph. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the nodes in the order in which they were stated. */
    public List<NodeSpec> nodes() {
        return nodes;
    }

    /** Returns the edges: by the place of their source, then as they were stated; each once. */
    public List<Edge> edges() {
        return new Edges();
    }

    /** Returns who depends on whom. */
    public Topology topology() {
        return topology;
    }

    /** Returns the place of the node of a name. */
    public OptionalInt place(String name) {
        Integer place = places.get(name);
        return place == null ? OptionalInt.empty() : OptionalInt.of(place);
    }

    /** Returns the number of nodes and edges. */
    @Override
    public String toString() {
        return nodes.size() + " nodes, " + topology.edges() + " edges";
    }

    /** The edges, made when they are asked for. */
    private final class Edges extends AbstractList<Edge> implements RandomAccess {
        @Override
        public Edge get(int index) {
            int source = 0;
            int high = nodes.size() - 1;
            while (source < high) {
                int middle = (source + high + 1) >>> 1;
                if (topology.firstEdge(middle) <= index) {
                    source = middle;
                } else {
                    high = middle - 1;
                }
            }
            int child = topology.child(source, index - topology.firstEdge(source));
            return new Edge(nodes.get(source).name(), nodes.get(child).name());
        }

        @Override
        public int size() {
            return topology.edges();
        }
    }

    /** Collects nodes and edges, in any order. Not thread-safe. */
    public static final class Builder {
        private final List<NodeSpec> nodes = new ArrayList<>();
        private final List<Edge> edges = new ArrayList<>();

        private Builder() {}

        /** Adds a node. */
        public Builder node(NodeSpec node) {
            nodes.add(node);
            return this;
        }

        /** Adds nodes. */
        public Builder nodes(Collection<NodeSpec> more) {
            nodes.addAll(more);
            return this;
        }

        /** Lets a node depend on another; stating the same again adds nothing. */
        public Builder edge(String source, String destination) {
            edges.add(new Edge(source, destination));
            return this;
        }

        /** Adds edges. */
        public Builder edges(Collection<Edge> more) {
            edges.addAll(more);
            return this;
        }

        /**
         * Returns the graph.
         *
         * @throws WeirflowException of kind INVALID that names all that is wrong: names that are malformed, missing or taken,
         *     edges from or to unknown nodes or from a node to itself, the nodes of a cycle, a limit that is exceeded
         */
        public GraphSpec build() {
            return new GraphChecks(nodes, edges).check();
        }
    }
}
