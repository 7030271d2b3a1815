package io.weirflow.eval;

import com.google.common.collect.ImmutableList;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.Flow;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of one evaluation and their state, by number, in parallel arrays: some sixty bytes a node and twelve an edge
 * beyond keys and values. A node's dependencies have smaller numbers than it. Used by the evaluation's thread alone.
 *
 * <p>Nodes of equal key share one state, that of the first: {@link #canonical} tells which. All other methods take the
 * numbers of such first nodes.
 */
final class NodeTable {
    private static final int NONE = -1;
    private static final NodeState[] STATES = NodeState.values();
    private static final Route[] ROUTES = Route.values();

    private int size;
    private final Column<Flow> flows = new Column<>();
    private int[] canonical = new int[64];
    private final Column<Digest> keys = new Column<>();
    private final Column<Object> results = new Column<>();
    private final Column<List<Digest>> physical = new Column<>();
    private byte[] states = new byte[64];
    private byte[] routes = new byte[64];
    private boolean[] dirty = new boolean[64];
    private short[] depths = new short[64];
    private int[] pending = new int[64];
    /** The first edge of those who wait for a node. */
    private int[] waiting = new int[64];

    private int[] edgeStart = new int[65];
    private int[] edgeTarget = new int[64];
    private int[] edgeOwner = new int[64];
    private int[] nextWaiting = new int[64];

    /** Adds a node, whose dependencies' numbers are added by {@link #addEdge}. */
    int add(Flow flow, int depth) {
        if (size == canonical.length) {
            grow(2 * size);
        }
        flows.put(size, flow);
        canonical[size] = size;
        state(size, NodeState.IDLE);
        route(size, Route.DIRECT);
        depths[size] = (short) depth;
        waiting[size] = NONE;
        edgeStart[size + 1] = edgeStart[size];
        return size++;
    }

    /** Adds a dependency of the node that was added last. */
    void addEdge(int target) {
        int edge = edgeStart[size];
        if (edge == edgeTarget.length) {
            edgeTarget = Arrays.copyOf(edgeTarget, 2 * edge);
            edgeOwner = Arrays.copyOf(edgeOwner, 2 * edge);
            nextWaiting = Arrays.copyOf(nextWaiting, 2 * edge);
        }
        edgeTarget[edge] = target;
        edgeOwner[edge] = size - 1;
        edgeStart[size] = edge + 1;
    }

    private void grow(int capacity) {
        canonical = Arrays.copyOf(canonical, capacity);
        states = Arrays.copyOf(states, capacity);
        routes = Arrays.copyOf(routes, capacity);
        dirty = Arrays.copyOf(dirty, capacity);
        depths = Arrays.copyOf(depths, capacity);
        pending = Arrays.copyOf(pending, capacity);
        waiting = Arrays.copyOf(waiting, capacity);
        edgeStart = Arrays.copyOf(edgeStart, capacity + 1);
    }

    int size() {
        return size;
    }

    Flow flow(int node) {
        return flows.at(node);
    }

    /** Returns the first node of equal key. */
    int canonical(int node) {
        return canonical[node];
    }

    void canonical(int node, int first) {
        canonical[node] = first;
        keys.put(node, key(first));
    }

    /** Returns the logical key of a node that has one by now. */
    Digest key(int node) {
        Digest key = keys.get(node);
        if (key == null) {
            throw new IllegalStateException("no key yet: " + flow(node));
        }
        return key;
    }

    @Nullable
    Digest keyOrNull(int node) {
        return keys.get(node);
    }

    void key(int node, Digest key) {
        keys.put(node, key);
    }

    NodeState state(int node) {
        return STATES[states[node]];
    }

    @SuppressWarnings("EnumOrdinal") // a number in this array, nowhere else
    void state(int node, NodeState state) {
        states[node] = (byte) state.ordinal();
    }

    Route route(int node) {
        return ROUTES[routes[node]];
    }

    @SuppressWarnings("EnumOrdinal") // a number in this array, nowhere else
    void route(int node, Route route) {
        routes[node] = (byte) route.ordinal();
    }

    /** Tells whether an export is at or below a node. */
    boolean isDirty(int node) {
        return dirty[node];
    }

    void markDirty(int node) {
        dirty[node] = true;
    }

    /** Returns how many expansions led to a node. */
    int depth(int node) {
        return depths[node];
    }

    /** Returns the value of a node that is done. */
    Fileset value(int node) {
        if (results.get(node) instanceof Fileset value) {
            return value;
        }
        throw new IllegalStateException("no value: " + flow(node) + " is " + state(node));
    }

    /** Returns why a node failed. */
    Breakage breakage(int node) {
        if (results.get(node) instanceof Breakage breakage) {
            return breakage;
        }
        throw new IllegalStateException("no failure: " + flow(node) + " is " + state(node));
    }

    void result(int node, Object valueOrBreakage) {
        results.put(node, valueOrBreakage);
    }

    void forgetResult(int node) {
        results.clear(node);
    }

    /** Tells whether a reason is recorded why a node has no value. */
    boolean isBroken(int node) {
        return results.get(node) instanceof Breakage;
    }

    int dependencyCount(int node) {
        return edgeStart[node + 1] - edgeStart[node];
    }

    /** Returns a dependency as it was stated. */
    int statedDependency(int node, int index) {
        return edgeTarget[edgeStart[node] + index];
    }

    /** Returns a dependency. */
    int dependency(int node, int index) {
        return canonical[edgeTarget[edgeStart[node] + index]];
    }

    /** Returns the values of a node's dependencies, which are done. */
    List<Fileset> inputValues(int node) {
        int count = dependencyCount(node);
        return switch (count) {
            case 0 -> List.of();
            case 1 -> List.of(value(dependency(node, 0)));
            default -> ImmutableList.copyOf(inputs(node));
        };
    }

    /** Returns the values of a node's dependencies, which are done, as a list that is a view. */
    List<Fileset> inputs(int node) {
        return new Inputs(node, dependencyCount(node));
    }

    private final class Inputs extends AbstractList<Fileset> implements RandomAccess {
        private final int node;
        private final int count;

        Inputs(int node, int count) {
            this.node = node;
            this.count = count;
        }

        @Override
        public Fileset get(int index) {
            return value(dependency(node, index));
        }

        @Override
        public int size() {
            return count;
        }

        /** Without an iterator: a merge may have a million inputs. */
        @Override
        public Object[] toArray() {
            Object[] values = new Object[count];
            for (int i = 0; i < count; i++) {
                values[i] = get(i);
            }
            return values;
        }
    }

    /** Lets a node start waiting: for nothing so far. Its inputs may come to other values than before. */
    void resetPending(int node) {
        pending[node] = 0;
        physical.clear(node);
    }

    /** Returns the physical keys of a node that were computed since its inputs have values, if they were. */
    @Nullable
    List<Digest> physical(int node) {
        return physical.get(node);
    }

    void physical(int node, List<Digest> computed) {
        physical.put(node, computed);
    }

    void forgetPhysical(int node) {
        physical.clear(node);
    }

    /** Lets a node wait for one of its dependencies. */
    void await(int node, int index) {
        int edge = edgeStart[node] + index;
        int target = canonical[edgeTarget[edge]];
        nextWaiting[edge] = waiting[target];
        waiting[target] = edge;
        pending[node]++;
    }

    /** Takes the list of edges that wait for a node, which waits for by nobody then; {@link #next} follows it. */
    int takeWaiting(int node) {
        int first = waiting[node];
        waiting[node] = NONE;
        return first;
    }

    /** Returns the edge after one of a list, negative at its end. */
    int next(int edge) {
        return nextWaiting[edge];
    }

    /** Returns the node whose edge it is. */
    int owner(int edge) {
        return edgeOwner[edge];
    }

    /** Counts one dependency of a node as done and tells whether it was the last. */
    boolean isLastPending(int node) {
        return --pending[node] == 0;
    }

    int pending(int node) {
        return pending[node];
    }
}
