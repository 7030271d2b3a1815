package io.weirflow.run.state;

import com.google.common.collect.ImmutableList;
import io.weirflow.run.RunOptions;
import io.weirflow.store.StateDecoder;
import io.weirflow.store.StateEncoder;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is known of a run from its start on; never changed.
 *
 * @param created when it was started
 * @param options what was said about it
 * @param nodes the number of its nodes
 * @param runtimes the runtimes of its nodes, to which the graph refers by their place
 * @param chunks for each kind of chunk the place of the first node in each chunk
 */
record RunHeader(Instant created, RunOptions options, int nodes, List<String> runtimes, Map<ChunkKind, int[]> chunks) {
    private static final String FORMAT = "weirflow-run";
    private static final int VERSION = 1;

    RunHeader {
        runtimes = ImmutableList.copyOf(runtimes);
    }

    static RunHeader read(StateRecord record) {
        StateDecoder fields = new StateDecoder(record, FORMAT, VERSION);
        Instant created = Instant.ofEpochMilli(fields.number());
        long deadline = fields.number();
        int nodes = (int) fields.number();
        Map<String, String> labels = new TreeMap<>();
        for (long i = fields.number(); i > 0; i--) {
            labels.put(fields.text(), fields.text());
        }
        List<String> runtimes = new ArrayList<>();
        for (long i = fields.number(); i > 0; i--) {
            runtimes.add(fields.text());
        }
        Map<ChunkKind, int[]> chunks = new EnumMap<>(ChunkKind.class);
        for (ChunkKind kind : ChunkKind.values()) {
            NumberReader numbers = new NumberReader(fields.bytes(), record.key());
            int[] firsts = new int[numbers.number()];
            for (int i = 0; i < firsts.length; i++) {
                firsts[i] = numbers.number();
            }
            chunks.put(kind, firsts);
        }
        return new RunHeader(created, options(labels, deadline), nodes, runtimes, chunks);
    }

    private static RunOptions options(Map<String, String> labels, long deadline) {
        return new RunOptions(
                labels, deadline == Long.MIN_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(deadline)));
    }

    StateValue value() {
        StateEncoder fields = new StateEncoder(FORMAT, VERSION)
                .number(created.toEpochMilli())
                .number(deadlineMillis())
                .number(nodes)
                .number(options.labels().size());
        options.labels().forEach((key, value) -> fields.text(key).text(value));
        fields.number(runtimes.size());
        runtimes.forEach(fields::text);
        for (ChunkKind kind : ChunkKind.values()) {
            int[] firsts = firsts(kind);
            NumberWriter numbers = new NumberWriter().number(firsts.length);
            for (int first : firsts) {
                numbers.number(first);
            }
            fields.bytes(numbers.bytes());
        }
        return fields.value();
    }

    /** Returns the deadline in milliseconds of the epoch; the least number if there is none. */
    long deadlineMillis() {
        return options.deadline().map(Instant::toEpochMilli).orElse(Long.MIN_VALUE);
    }

    int[] firsts(ChunkKind kind) {
        return chunks.getOrDefault(kind, new int[0]);
    }

    /** Returns what the list of runs says of it: the same without the graph, so that lists stay small. */
    StateValue listedValue() {
        return new RunHeader(created, options, nodes, List.of(), Map.of()).value();
    }
}
