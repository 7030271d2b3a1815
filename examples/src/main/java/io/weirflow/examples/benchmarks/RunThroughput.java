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
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Claims, executes and finishes trivial nodes by two agents in JVMs of their own on one folder, against the bare commits that this
 * needs, by as many threads of two JVMs on a state store of the same kind: for each node one commit that claims it and one that
 * finishes it, of three records each, and for many nodes together those that create their records and empty the outbox. Beside them
 * db-scheduler executes as many trivial jobs on an SQLite database of its own, also by two JVMs. Each side first does all of it once
 * without being measured. Rounds alternate; the median of the ratios is what counts.
 *
 * <p>Arguments: nodes (10,000), rounds (3), threads of each JVM (8).
 */
public final class RunThroughput {
    private static final String NAMESPACE = "benchmark";
    private static final int PROCESSES = 2;

    private final int nodes;
    private final int threads;

    /** What was measured in one round, in seconds. */
    private record Round(BareCommits.Time bare, double agents, double peer) {}

    private RunThroughput(int nodes, int threads) {
        this.nodes = nodes;
        this.threads = threads;
    }

    /** Runs the benchmark and prints a table in Markdown; with the argument {@code agent} it is one of the agents. */
    public static void main(String[] args) throws Exception {
        if (args.length > 0 && args[0].equals("agent")) {
            agent(Path.of(args[1]), args[2], Integer.parseInt(args[3]));
        } else {
            run(args, System.out);
        }
    }

    static void run(String[] args, PrintStream out) throws Exception {
        int nodes = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        int threads = args.length > 2 ? Integer.parseInt(args[2]) : 8;
        RunThroughput benchmark = new RunThroughput(nodes, threads);
        List<Round> measured = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            measured.add(new Round(
                    inFolder(folder -> BareCommits.measure(folder, nodes, PROCESSES, threads)),
                    inFolder(benchmark::agents),
                    inFolder(folder -> SchedulerPeer.measure(folder, nodes, PROCESSES, threads))));
        }
        print(nodes, threads, measured, out);
    }

    private static void print(int nodes, int threads, List<Round> rounds, PrintStream out) {
        double agents = median(rounds, Round::agents);
        double peer = median(rounds, Round::peer);
        out.println("| what | seconds | nodes a second | agents take, times | goal |");
        out.println("| --- | --- | --- | --- | --- |");
        String row = "| %s | %.2f | %,.0f | %s | %s |%n";
        out.printf(row, "agents, %,d nodes, %d threads each".formatted(nodes, threads), agents, nodes / agents, "", "");
        double bare = median(rounds, round -> round.bare().all());
        out.printf(
                row,
                "bare commits",
                bare,
                nodes / bare,
                "%.2f"
                        .formatted(median(
                                rounds, round -> round.agents() / round.bare().all())),
                "at most 3");
        double claims = median(rounds, round -> round.bare().claimsAndFinishes());
        out.printf(
                row,
                "of them claims and finishes",
                claims,
                nodes / claims,
                "%.2f"
                        .formatted(median(
                                rounds, round -> round.agents() / round.bare().claimsAndFinishes())),
                "at most 3");
        out.printf(
                row,
                "db-scheduler",
                peer,
                nodes / peer,
                "%.2f".formatted(median(rounds, round -> round.agents() / round.peer())),
                "");
    }

    /** Measures something in a new folder. */
    private interface Measurement<T> {
        T in(Path folder) throws Exception;
    }

    private static <T> T inFolder(Measurement<T> measurement) throws Exception {
        Path folder = Files.createTempDirectory("weirflow-runs");
        try {
            return measurement.in(folder);
        } finally {
            MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
        }
    }

    private double agents(Path folder) throws Exception {
        List<ChildJvm> children = new ArrayList<>();
        try (FileStateStore store = FileStateStore.open(folder.resolve("runs.db"))) {
            RunStore runs = StateRunStore.of(store, NAMESPACE);
            for (int i = 0; i < PROCESSES; i++) {
                children.add(ChildJvm.start(RunThroughput.class, "agent", folder, "agent-" + i, threads));
            }
            for (ChildJvm child : children) {
                child.expect("ready");
            }
            complete(runs); // warms up
            return complete(runs);
        } finally {
            children.forEach(ChildJvm::close);
        }
    }

    /** Starts a run, waits for its end and returns the seconds that this took. */
    private double complete(RunStore runs) {
        long begin = System.nanoTime();
        Ulid run = runs.startRun(graph()).id();
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

    private GraphSpec graph() {
        GraphSpec.Builder graph = GraphSpec.builder();
        for (int i = 0; i < nodes; i++) {
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

    /** What is taken of each round. */
    private interface Figure {
        double of(Round round);
    }

    private static double median(List<Round> rounds, Figure figure) {
        double[] sorted = rounds.stream().mapToDouble(figure::of).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
