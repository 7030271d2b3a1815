package io.weirflow.run.state;

import io.weirflow.run.graph.Conclusion;
import io.weirflow.run.graph.NodeSpec;
import io.weirflow.run.graph.RetryDelay;
import io.weirflow.store.StateDecoder;
import io.weirflow.store.StateRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a record of a graph says, for nodes whose places follow each other. */
sealed interface GraphChunk permits GraphEnds, GraphChunk.Specs {
    /** Returns about how many bytes it takes in memory. */
    int weight();

    /**
     * What the user stated.
     *
     * @param first the place of the first node
     * @param nodes the nodes
     * @param weight about how many bytes it takes
     */
    record Specs(int first, List<NodeSpec> nodes, int weight) implements GraphChunk {
        NodeSpec of(int node) {
            return nodes.get(node - first);
        }
    }

    /** Reads a chunk of children. */
    static GraphEnds children(StateRecord record) {
        StateDecoder fields = fields(record);
        int first = (int) fields.number();
        int count = (int) fields.number();
        NumberReader in = new NumberReader(fields.bytes(), record.key());
        int[] runtimes = new int[count];
        int[] parentCounts = new int[count];
        int[][] ends = new int[count][];
        for (int i = 0; i < count; i++) {
            runtimes[i] = in.number();
            parentCounts[i] = in.number();
            ends[i] = row(in, first + i);
        }
        return new GraphEnds(first, runtimes, parentCounts, ends);
    }

    /** Reads a chunk of parents. */
    static GraphEnds parents(StateRecord record) {
        StateDecoder fields = fields(record);
        int first = (int) fields.number();
        int count = (int) fields.number();
        NumberReader in = new NumberReader(fields.bytes(), record.key());
        int[][] ends = new int[count][];
        for (int i = 0; i < count; i++) {
            ends[i] = row(in, first + i);
        }
        return new GraphEnds(first, new int[0], new int[0], ends);
    }

    private static int[] row(NumberReader in, int node) {
        int[] row = new int[in.number()];
        int last = node;
        for (int i = 0; i < row.length; i++) {
            last += in.signed();
            row[i] = last;
        }
        return row;
    }

    /** Reads a chunk of specifications. */
    static Specs specs(StateRecord record, List<String> runtimes) {
        StateDecoder fields = fields(record);
        int first = (int) fields.number();
        int count = (int) fields.number();
        NumberReader in = new NumberReader(fields.bytes(), record.key());
        List<NodeSpec> nodes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            nodes.add(spec(in, runtimes, fields.version()));
        }
        return new Specs(first, nodes, 4 * record.bytes());
    }

    private static NodeSpec spec(NumberReader in, List<String> runtimes, long version) {
        String name = in.text();
        String runtime = runtimes.get(in.number());
        Map<String, List<String>> metadata = new TreeMap<>();
        for (int i = in.number(); i > 0; i--) {
            String key = in.text();
            List<String> values = new ArrayList<>();
            for (int j = in.number(); j > 0; j--) {
                values.add(in.text());
            }
            metadata.put(key, values);
        }
        Map<Conclusion, Integer> maxAttempts = new EnumMap<>(Conclusion.class);
        for (int i = in.number(); i > 0; i--) {
            maxAttempts.put(Conclusion.of(in.text()), in.number());
        }
        boolean timed = version >= GraphChunks.TIMED_VERSION;
        Optional<RetryDelay> delay = timed ? delay(in) : Optional.empty();
        Optional<Duration> timeout = timed ? millis(in) : Optional.empty();
        return new NodeSpec(name, runtime, metadata, maxAttempts, delay, timeout);
    }

    private static Optional<RetryDelay> delay(NumberReader in) {
        return millis(in)
                .map(first -> new RetryDelay(
                        first, Double.parseDouble(in.text()), millis(in).orElseThrow()));
    }

    private static Optional<Duration> millis(NumberReader in) {
        String text = in.text();
        return text.isEmpty() ? Optional.empty() : Optional.of(Duration.ofMillis(Long.parseLong(text)));
    }

    /** Returns the places of the nodes in a chunk of names, by name. */
    static Map<String, Integer> names(StateRecord record) {
        StateDecoder fields = fields(record);
        fields.number();
        int count = (int) fields.number();
        NumberReader in = new NumberReader(fields.bytes(), record.key());
        Map<String, Integer> places = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            places.put(in.text(), in.number());
        }
        return places;
    }

    private static StateDecoder fields(StateRecord record) {
        return new StateDecoder(record, GraphChunks.FORMAT, GraphChunks.TIMED_VERSION);
    }
}
