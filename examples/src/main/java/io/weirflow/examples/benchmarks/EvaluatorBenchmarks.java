package io.weirflow.examples.benchmarks;

import io.weirflow.cache.MemoryAssoc;
import io.weirflow.digest.Digest;
import io.weirflow.eval.Evaluation;
import io.weirflow.eval.EvaluationOptions;
import io.weirflow.eval.Evaluator;
import io.weirflow.eval.LookupOrder;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.Result;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.CollectNode;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.MergeNode;
import io.weirflow.flow.ValNode;
import io.weirflow.repository.MemoryRepository;
import io.weirflow.resource.Resources;
import io.weirflow.testkit.ScriptedExecutor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Evaluations in memory whose execs are answered at once: what is measured is the evaluator alone. */
final class EvaluatorBenchmarks {
    private static final int LAYER_WIDTH = 100;

    private EvaluatorBenchmarks() {}

    static List<Benchmark> all() {
        return List.of(
                new Benchmark(
                        "execs, cold, writing the cache",
                        10_000,
                        100_000,
                        "≥ 60,000 nodes per CPU second",
                        size -> cold(size, independent(size))),
                new Benchmark(
                        "execs, cached, top-down",
                        10_000,
                        100_000,
                        "≥ 400,000 nodes per CPU second",
                        size -> warm(size, independent(size), LookupOrder.TOP_DOWN)),
                new Benchmark(
                        "execs, cached, bottom-up",
                        10_000,
                        100_000,
                        "≥ 400,000 nodes per CPU second",
                        size -> warm(size, independent(size), LookupOrder.BOTTOM_UP)),
                new Benchmark(
                        "layers of 100 with two shared dependencies, top-down, cached",
                        5_000,
                        10_000,
                        "linear",
                        size -> warm(size, layers(size), LookupOrder.TOP_DOWN)),
                new Benchmark(
                        "root served from the cache, nodes below it",
                        100_000,
                        1_000_000,
                        "≤ 450 ns a node",
                        size -> warm(
                                size,
                                ExecNode.of("sum %s", List.of(independent(size)))
                                        .build(),
                                LookupOrder.TOP_DOWN)),
                new Benchmark("ready execs with room for 16", 20_000, 100_000, "linear", size -> withRoomFor16(size)),
                new Benchmark(
                        "chain of collects",
                        100_000,
                        1_000_000,
                        "≤ 600 bytes a node",
                        size -> Meter.measure(size, () -> {
                            World world = new World();
                            Flow flow = collects(size);
                            return List.of(flow, world.evaluate(flow, LookupOrder.TOP_DOWN));
                        })),
                new Benchmark(
                        "one merge",
                        100_000,
                        1_000_000,
                        "≤ 600 bytes a node",
                        size -> Meter.measure(size, () -> {
                            World world = new World();
                            Flow flow = merge(size);
                            return List.of(flow, world.evaluate(flow, LookupOrder.TOP_DOWN));
                        })));
    }

    private static Sample cold(int nodes, Flow flow) throws Exception {
        World world = new World();
        return Meter.measure(nodes, () -> world.evaluate(flow, LookupOrder.TOP_DOWN));
    }

    private static Sample warm(int nodes, Flow flow, LookupOrder order) throws Exception {
        World world = new World();
        world.evaluate(flow, order);
        return Meter.measure(nodes, () -> world.evaluate(flow, order));
    }

    private static Sample withRoomFor16(int nodes) throws Exception {
        World world = new World(Resources.of(16, 1L << 40));
        List<Flow> execs = new ArrayList<>(nodes);
        for (int i = 0; i < nodes; i++) {
            execs.add(ExecNode.of("echo " + i, List.of())
                    .resources(Resources.of(1, 1 << 20))
                    .build());
        }
        Flow root = MergeNode.of(execs);
        return Meter.measure(nodes, () -> world.evaluate(root, LookupOrder.TOP_DOWN));
    }

    private static Flow independent(int nodes) {
        Flow input = ValNode.of(Fileset.of(File.resolved(Digest.of("input"), 5)));
        List<Flow> execs = new ArrayList<>(nodes);
        for (int i = 0; i < nodes; i++) {
            execs.add(ExecNode.of("process " + i + " %s", List.of(input)).build());
        }
        return MergeNode.of(execs);
    }

    private static Flow layers(int nodes) {
        List<Flow> layer = new ArrayList<>();
        for (int i = 0; i < LAYER_WIDTH; i++) {
            layer.add(ExecNode.of("source " + i, List.of()).build());
        }
        for (int depth = 1; depth < nodes / LAYER_WIDTH; depth++) {
            List<Flow> next = new ArrayList<>(LAYER_WIDTH);
            for (int i = 0; i < LAYER_WIDTH; i++) {
                next.add(ExecNode.of("layer %s %s", List.of(layer.get(i), layer.get((i + 1) % LAYER_WIDTH)))
                        .build());
            }
            layer = next;
        }
        return MergeNode.of(layer);
    }

    private static Flow collects(int nodes) {
        Flow flow = ValNode.of(Fileset.of(File.resolved(Digest.of("input"), 5)));
        for (int i = 0; i < nodes; i++) {
            flow = CollectNode.of(flow, ".*", "$0");
        }
        return flow;
    }

    private static Flow merge(int nodes) {
        List<Flow> values = new ArrayList<>(nodes);
        for (int i = 0; i < nodes; i++) {
            values.add(ValNode.of(Fileset.directory(Map.of("f" + i, File.resolved(Digest.of("input"), 5)))));
        }
        return MergeNode.of(values);
    }

    /** An evaluator over memory, whose execs write one file that holds their command. */
    private static final class World {
        private final MemoryRepository repository = MemoryRepository.create();
        private final Evaluator evaluator;

        World() {
            this(Resources.of(1 << 20, 1L << 50));
        }

        World(Resources total) {
            repository.put("input".getBytes(StandardCharsets.UTF_8));
            evaluator = Evaluator.builder(
                            repository,
                            MemoryAssoc.create(),
                            ScriptedExecutor.of(repository, this::run).withResources(total))
                    .build();
        }

        private Result run(ExecConfig config) {
            byte[] content = config.command().getBytes(StandardCharsets.UTF_8);
            return Result.of(Fileset.of(File.resolved(repository.put(content), content.length)));
        }

        Evaluation evaluate(Flow flow, LookupOrder order) {
            return evaluator
                    .start(List.of(flow), EvaluationOptions.DEFAULT.withLookupOrder(order))
                    .await();
        }
    }
}
