package io.weirflow.run.state;

import com.google.common.cache.Cache;
import com.google.common.util.concurrent.UncheckedExecutionException;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Ulid;
import io.weirflow.base.WeirflowException;
import io.weirflow.run.graph.GraphSpec;
import io.weirflow.run.graph.NodeSpec;
import io.weirflow.store.Scan;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The graph of a run, of which is read what is asked for. Thread-safe.
 *
 * @param store where it is
 * @param cache the chunks that were read lately, of all runs
 * @param keys the keys
 * @param run the run
 * @param header its header
 */
record StoredGraph(StateStore store, Cache<StateKey, GraphChunk> cache, RunKeys keys, Ulid run, RunHeader header) {
    int size() {
        return header.nodes();
    }

    /** Returns the places of the nodes that depend on a node. */
    int[] children(int node) {
        return ends(ChunkKind.CHILDREN, node).of(node);
    }

    /** Returns the places of the nodes on which a node depends. */
    int[] parents(int node) {
        return ends(ChunkKind.PARENTS, node).of(node);
    }

    int parentCount(int node) {
        return ends(ChunkKind.CHILDREN, node).parentCount(node);
    }

    String runtime(int node) {
        return header.runtimes().get(ends(ChunkKind.CHILDREN, node).runtime(node));
    }

    NodeSpec spec(int node) {
        GraphChunk.Specs chunk =
                (GraphChunk.Specs) chunk(ChunkKind.SPECS, node, r -> GraphChunk.specs(r, header.runtimes()));
        return chunk.of(node);
    }

    /** Returns the place of the node of a name. */
    OptionalInt place(String name) {
        if (name.isEmpty() || name.codePoints().anyMatch(Character::isISOControl)) {
            return OptionalInt.empty();
        }
        // Nothing sorts between a name and the same name with a space behind it.
        Scan floor = Scan.of(keys.graph(run))
                .from(RunKeys.NAMES)
                .before(RunKeys.NAMES + name + ' ')
                .reversed()
                .limit(1);
        for (StateRecord chunk : store.scan(floor).records()) {
            Integer place = GraphChunk.names(chunk).get(name);
            return place == null ? OptionalInt.empty() : OptionalInt.of(place);
        }
        return OptionalInt.empty();
    }

    private GraphEnds ends(ChunkKind kind, int node) {
        Function<StateRecord, GraphChunk> reading =
                kind == ChunkKind.CHILDREN ? GraphChunk::children : GraphChunk::parents;
        return (GraphEnds) chunk(kind, node, reading);
    }

    private GraphChunk chunk(ChunkKind kind, int node, Function<StateRecord, GraphChunk> reading) {
        StateKey key = keys.chunk(run, kind, number(kind, node));
        GraphChunk cached = cache.getIfPresent(key);
        if (cached != null) {
            return cached;
        }
        try {
            return cache.get(key, () -> reading.apply(store.get(key).orElseThrow(() -> missing(key))));
        } catch (ExecutionException | UncheckedExecutionException e) {
            throw e.getCause() instanceof WeirflowException w ? w : new IllegalStateException(e.getCause());
        }
    }

    private int number(ChunkKind kind, int node) {
        int found = Arrays.binarySearch(header.firsts(kind), node);
        return found >= 0 ? found : -found - 2;
    }

    private static WeirflowException missing(StateKey key) {
        return WeirflowException.of(
                ErrorKind.NOT_EXIST, "read graph", "a part of the graph is not there: the run was removed", key);
    }

    /** Reads the whole graph. */
    GraphSpec whole() {
        List<NodeSpec> nodes = new ArrayList<>(size());
        chunks(ChunkKind.SPECS)
                .forEach(record ->
                        nodes.addAll(GraphChunk.specs(record, header.runtimes()).nodes()));
        GraphSpec.Builder graph = GraphSpec.builder().nodes(nodes);
        chunks(ChunkKind.CHILDREN).forEach(record -> {
            GraphEnds chunk = GraphChunk.children(record);
            for (int i = 0; i < chunk.count(); i++) {
                for (int child : chunk.of(chunk.first() + i)) {
                    graph.edge(
                            nodes.get(chunk.first() + i).name(),
                            nodes.get(child).name());
                }
            }
        });
        return graph.build();
    }

    private Stream<StateRecord> chunks(ChunkKind kind) {
        List<StateKey> chunkKeys = new ArrayList<>();
        for (int i = 0; i < header.firsts(kind).length; i++) {
            chunkKeys.add(keys.chunk(run, kind, i));
        }
        Map<StateKey, StateRecord> found = store.getAll(chunkKeys);
        return chunkKeys.stream().map(key -> {
            StateRecord record = found.get(key);
            if (record == null) {
                throw missing(key);
            }
            return record;
        });
    }
}
