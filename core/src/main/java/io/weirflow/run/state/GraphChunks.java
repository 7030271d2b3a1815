package io.weirflow.run.state;

import io.weirflow.base.Ulid;
import io.weirflow.base.Utf8Order;
import io.weirflow.run.graph.Conclusion;
import io.weirflow.run.graph.GraphSpec;
import io.weirflow.run.graph.NodeSpec;
import io.weirflow.run.graph.Topology;
import io.weirflow.store.Condition;
import io.weirflow.store.StateEncoder;
import io.weirflow.store.StateKey;
import io.weirflow.store.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Cuts a graph into records of some {@value #TARGET_BYTES} bytes, one kind for each thing that is asked of it, so that whoever
 * touches a node reads no more than its neighbourhood.
 */
final class GraphChunks {
    static final String FORMAT = "weirflow-graph";
    private static final int VERSION = 1;

    /** Of specifications: with waits and limits of time. */
    static final int TIMED_VERSION = 2;

    private static final int TARGET_BYTES = 48 << 10;

    private final RunKeys keys;
    private final Ulid run;
    private final GraphSpec graph;
    private final Map<String, Integer> runtimes = new LinkedHashMap<>();
    private final Map<ChunkKind, int[]> firsts = new EnumMap<>(ChunkKind.class);
    private final List<Write> writes = new ArrayList<>();

    private GraphChunks(RunKeys keys, Ulid run, GraphSpec graph) {
        this.keys = keys;
        this.run = run;
        this.graph = graph;
    }

    static GraphChunks of(RunKeys keys, Ulid run, GraphSpec graph) {
        GraphChunks chunks = new GraphChunks(keys, run, graph);
        for (NodeSpec node : graph.nodes()) {
            chunks.runtimes.putIfAbsent(node.runtime(), chunks.runtimes.size());
        }
        chunks.cut(ChunkKind.CHILDREN, chunks::writeChildren);
        chunks.cut(ChunkKind.PARENTS, chunks::writeParents);
        chunks.cut(ChunkKind.SPECS, chunks::writeSpec);
        chunks.cutNames();
        return chunks;
    }

    /** Returns the writes of all chunks. */
    List<Write> writes() {
        return writes;
    }

    /** Returns the runtimes, in the order in which chunks refer to them. */
    List<String> runtimes() {
        return List.copyOf(runtimes.keySet());
    }

    /** Returns for each kind the first node of each chunk. */
    Map<ChunkKind, int[]> firsts() {
        return firsts;
    }

    private void cut(ChunkKind kind, BiConsumer<Integer, NumberWriter> write) {
        int version = kind == ChunkKind.SPECS ? TIMED_VERSION : VERSION;
        List<Integer> starts = new ArrayList<>();
        NumberWriter chunk = new NumberWriter();
        int first = 0;
        for (int node = 0; node < graph.nodes().size(); node++) {
            NumberWriter next = new NumberWriter();
            write.accept(node, next);
            if (chunk.size() > 0 && chunk.size() + next.size() > TARGET_BYTES) {
                add(keys.chunk(run, kind, starts.size()), version, first, node - first, chunk);
                starts.add(first);
                chunk = new NumberWriter();
                first = node;
            }
            write.accept(node, chunk);
        }
        if (chunk.size() > 0) {
            add(
                    keys.chunk(run, kind, starts.size()),
                    version,
                    first,
                    graph.nodes().size() - first,
                    chunk);
            starts.add(first);
        }
        firsts.put(kind, starts.stream().mapToInt(Integer::intValue).toArray());
    }

    private void add(StateKey key, int version, int first, int count, NumberWriter chunk) {
        writes.add(new Write.Put(
                key,
                new StateEncoder(FORMAT, version)
                        .number(first)
                        .number(count)
                        .bytes(chunk.bytes())
                        .value(),
                Condition.any()));
    }

    private void writeChildren(int node, NumberWriter chunk) {
        Topology topology = graph.topology();
        chunk.number(runtimes.getOrDefault(graph.nodes().get(node).runtime(), 0));
        chunk.number(topology.parentCount(node));
        chunk.number(topology.childCount(node));
        int last = node;
        for (int i = 0; i < topology.childCount(node); i++) {
            chunk.signed(topology.child(node, i) - last);
            last = topology.child(node, i);
        }
    }

    private void writeParents(int node, NumberWriter chunk) {
        Topology topology = graph.topology();
        chunk.number(topology.parentCount(node));
        int last = node;
        for (int i = 0; i < topology.parentCount(node); i++) {
            chunk.signed(topology.parent(node, i) - last);
            last = topology.parent(node, i);
        }
    }

    private void writeSpec(int node, NumberWriter chunk) {
        NodeSpec spec = graph.nodes().get(node);
        chunk.text(spec.name()).number(runtimes.getOrDefault(spec.runtime(), 0));
        chunk.number(spec.metadata().size());
        spec.metadata().forEach((key, values) -> {
            chunk.text(key).number(values.size());
            values.forEach(chunk::text);
        });
        chunk.number(spec.maxAttempts().size());
        for (Map.Entry<Conclusion, Integer> entry : spec.maxAttempts().entrySet()) {
            chunk.text(entry.getKey().text()).number(entry.getValue());
        }
        chunk.text(spec.retryDelay().map(delay -> millis(delay.first())).orElse(""));
        spec.retryDelay()
                .ifPresent(delay -> chunk.text(Double.toString(delay.factor())).text(millis(delay.longest())));
        chunk.text(spec.timeout().map(GraphChunks::millis).orElse(""));
    }

    private static String millis(Duration time) {
        return Long.toString(time.toMillis());
    }

    /** Cuts the names in their order; the key of a chunk has its first name, so that one scan finds the chunk of a name. */
    private void cutNames() {
        List<Integer> byName = new ArrayList<>();
        for (int node = 0; node < graph.nodes().size(); node++) {
            byName.add(node);
        }
        byName.sort(Comparator.comparing(this::name, Utf8Order.INSTANCE));
        NumberWriter chunk = new NumberWriter();
        int start = 0;
        for (int i = 0; i < byName.size(); i++) {
            int node = byName.get(i);
            chunk.text(name(node)).number(node);
            if (chunk.size() > TARGET_BYTES || i == byName.size() - 1) {
                add(keys.names(run, name(byName.get(start))), VERSION, start, i + 1 - start, chunk);
                chunk = new NumberWriter();
                start = i + 1;
            }
        }
    }

    private String name(int node) {
        return graph.nodes().get(node).name();
    }
}
