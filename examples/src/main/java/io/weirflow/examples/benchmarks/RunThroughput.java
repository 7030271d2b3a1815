package io.weirflow.examples.benchmarks;

import com.google.common.base.Ticker;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.weirflow.backend.file.FileStateStore;
import io.weirflow.base.Ulid;
import io.weirflow.run.NodeResult;
import io.weirflow.run.RunStatus;
import io.weirflow.run.RunStore;
import io.weirflow.run.agent.Agent;
import io.weirflow.run.graph.GraphSpec;
import io.weirflow.run.graph.NodeSpec;
import io.weirflow.run.state.StateRunStore;
import io.weirflow.store.loop.Signal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Claims, executes and finishes trivial nodes by two agents in JVMs of their own on one folder, against the bare commits that this
 * needs, by as many threads of two JVMs on a state store of the same kind: for each node one commit that claims it and one that
 * finishes it, of three records each, and for many nodes together those that create their records and empty the outbox. Rounds alternate; the median of the ratios is what counts.
 *
 * <p>Arguments: nodes (10,000), rounds (3), threads of each JVM (8).
 */
public final class RunThroughput {
    private static final String NAMESPACE = "benchmark";
    private static final int PROCESSES = 2;

    /** Both sides first do a part of their work that is not measured: this fraction. */
    static final int WARM_UP = 1;

    private final int nodes;
    private final int threads;

    private RunThroughput(int nodes, int threads) {
        this.nodes = nodes;
        this.threads = threads;
    }

    /** Runs the benchmark and prints a table in Markdown; with the argument {@code agent} or {@code bare} one of its processes. */
    public static void main(String[] args) throws Exception {
        if (args.length > 0 && args[0].equals("agent")) {
            agent(Path.of(args[1]), args[2], Integer.parseInt(args[3]));
        } else if (args.length > 0 && args[0].equals("bare")) {
            BareCommits.run(Path.of(args[1]), args[2], Integer.parseInt(args[3]), Integer.parseInt(args[4]));
        } else {
            run(args, System.out);
        }
    }

    static void run(String[] args, PrintStream out) throws Exception {
        int nodes = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        int threads = args.length > 2 ? Integer.parseInt(args[2]) : 8;
        RunThroughput benchmark = new RunThroughput(nodes, threads);
        double[] bare = new double[rounds];
        double[] ours = new double[rounds];
        double[] ratios = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            bare[i] = inFolder(benchmark::bare);
            ours[i] = inFolder(benchmark::agents);
            ratios[i] = ours[i] / bare[i];
        }
        out.println(
                "| nodes | threads of each JVM | bare commits, seconds | agents, seconds | nodes a second | ratio | goal |");
        out.println("| --- | --- | --- | --- | --- | --- | --- |");
        out.printf(
                "| %,d | %d | %.1f | %.1f | %,.0f | %.2f | at most 3 |%n",
                nodes, threads, median(bare), median(ours), nodes / median(ours), median(ratios));
    }

    /** Measures something in a new folder, in seconds. */
    private interface Measurement {
        double in(Path folder) throws Exception;
    }

    private static double inFolder(Measurement measurement) throws Exception {
        Path folder = Files.createTempDirectory("weirflow-runs");
        try {
            return measurement.in(folder);
        } finally {
            MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
        }
    }

    private double bare(Path folder) throws Exception {
        List<Child> children = new ArrayList<>();
        try {
            for (int i = 0; i < PROCESSES; i++) {
                children.add(Child.start("bare", folder, "p" + i, nodes / PROCESSES, threads));
            }
            for (Child child : children) {
                child.expect("ready");
            }
            long begin = System.nanoTime();
            for (Child child : children) {
                child.go();
            }
            for (Child child : children) {
                child.expect("done");
            }
            return (System.nanoTime() - begin) / 1e9;
        } finally {
            children.forEach(Child::close);
        }
    }

    private double agents(Path folder) throws Exception {
        List<Child> children = new ArrayList<>();
        try (FileStateStore store = FileStateStore.open(folder.resolve("runs.db"))) {
            RunStore runs = StateRunStore.of(store, NAMESPACE);
            for (int i = 0; i < PROCESSES; i++) {
                children.add(Child.start("agent", folder, "agent-" + i, threads));
            }
            for (Child child : children) {
                child.expect("ready");
            }
            complete(runs, nodes / WARM_UP);
            return complete(runs, nodes);
        } finally {
            children.forEach(Child::close);
        }
    }

    /** Starts a run, waits for its end and returns the seconds that this took. */
    private static double complete(RunStore runs, int nodes) {
        long begin = System.nanoTime();
        Ulid run = runs.startRun(graph(nodes)).id();
        boolean complete = new Signal()
                .awaitFor(
                        Duration.ofHours(1),
                        Duration.ofMillis(20),
                        Ticker.systemTicker(),
                        () -> runs.findRun(run).filter(summary -> summary.status() == RunStatus.COMPLETED))
                .isPresent();
        if (!complete) {
            throw new IllegalStateException("the run did not end");
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private static GraphSpec graph(int size) {
        GraphSpec.Builder graph = GraphSpec.builder();
        for (int i = 0; i < size; i++) {
            graph.node(NodeSpec.of("n" + i, "trivial"));
        }
        return graph.build();
    }

    private static void agent(Path folder, String id, int threads) throws IOException {
        try (FileStateStore store = FileStateStore.open(folder.resolve("runs.db"));
                Agent agent = Agent.builder(StateRunStore.of(store, NAMESPACE))
                        .id(id)
                        .concurrency(threads)
                        .runtime("trivial", context -> NodeResult.success("done"))
                        .start();
                InputStream in = System.in) {
            System.out.println(agent.failure().isPresent() ? "failed" : "ready");
            in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** A process of this benchmark. */
    private record Child(Process process, BufferedReader reader) {
        static Child start(String mode, Object... arguments) throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-Xmx512m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    RunThroughput.class.getName(),
                    mode));
            for (Object argument : arguments) {
                command.add(argument.toString());
            }
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            return new Child(
                    process,
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)));
        }

        void expect(String word) throws IOException {
            StringBuilder seen = new StringBuilder();
            for (String line = reader.readLine(); !word.equals(line); line = reader.readLine()) {
                if (line == null) {
                    throw new IllegalStateException("a process ended before it was " + word + ": " + seen);
                }
                seen.append(line).append('\n');
            }
        }

        void go() throws IOException {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        }

        void close() {
            process.destroyForcibly();
        }
    }
}
