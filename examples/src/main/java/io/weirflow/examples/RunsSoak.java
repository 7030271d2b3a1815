package io.weirflow.examples;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.weirflow.base.Ulid;
import io.weirflow.run.RunStatus;
import io.weirflow.run.RunStore;
import io.weirflow.run.RunSummary;
import io.weirflow.run.agent.Agent;
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
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Executes runs of several shapes with agents in processes of their own, kills one of them with SIGKILL every two seconds and starts
 * another in its place, and checks in the end that every run is complete, each attempt recorded once, and all outputs right.
 * Arguments: {@code [seconds [agents [seed]]]}.
 *
 * <p>With {@code --nodes NUMBER} before them it is one run of so many nodes, and agents are killed until it is complete, but not for
 * longer than so many seconds. With {@code --table TABLE} the runs are in a table of DynamoDB, in which there must be no others.
 */
final class RunsSoak {
    private static final int ACTIVE_RUNS = 6;
    private static final long KILL_EVERY_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);

    private final Path folder;
    private final CloudOptions cloud;
    private final Random random;
    private final PrintStream out;
    private final List<Ulid> started = new ArrayList<>();
    private final Signal pause = new Signal();

    private RunsSoak(Path folder, CloudOptions cloud, Random random, PrintStream out) {
        this.folder = folder;
        this.cloud = cloud;
        this.random = random;
        this.out = out;
    }

    static int run(List<String> all, PrintStream out, PrintStream err) throws Exception {
        List<String> arguments = new ArrayList<>(all);
        CloudOptions cloud = CloudOptions.takeFrom(arguments);
        if (arguments.size() == 3 && arguments.get(0).equals("agent")) {
            return agent(Path.of(arguments.get(1)), cloud, arguments.get(2));
        }
        int nodes = 0;
        if (arguments.size() > 1
                && arguments.get(0).equals("--nodes")
                && arguments.get(1).matches("[0-9]{1,9}")) {
            nodes = Integer.parseInt(arguments.get(1));
            arguments.subList(0, 2).clear();
        }
        if (arguments.size() > 3
                || !arguments.stream().limit(2).allMatch(number -> number.matches("[0-9]{1,9}"))
                || !arguments.stream().allMatch(number -> number.matches("-?[0-9]{1,18}"))) {
            err.println("usage: RunsSoak [--table TABLE] [--nodes NUMBER] [seconds [agents [seed]]]");
            return 2;
        }
        int seconds = arguments.isEmpty() ? 120 : Integer.parseInt(arguments.get(0));
        int count = arguments.size() > 1 ? Integer.parseInt(arguments.get(1)) : 4;
        long seed = arguments.size() > 2 ? Long.parseLong(arguments.get(2)) : new Random().nextLong();
        out.println("seed " + seed);
        Path folder = Files.createTempDirectory("weirflow-runs-soak-");
        List<String> problems = new RunsSoak(folder, cloud, new Random(seed), out).soak(nodes, seconds, count);
        problems.forEach(out::println);
        out.println(problems.isEmpty() ? "passed" : "FAILED; left behind: " + folder);
        if (problems.isEmpty()) {
            MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
        }
        return problems.isEmpty() ? 0 : 1;
    }

    /** What the agents' processes do. Requests to a table take longer than those to a folder, and each is paid for. */
    private static int agent(Path folder, CloudOptions cloud, String id) throws IOException {
        boolean remote = cloud.table().isPresent();
        try (RunFolder shared = RunFolder.open(folder, cloud);
                FinishLog log = FinishLog.open(folder.resolve("finished-" + id));
                Agent agent = Agent.builder(log.around(shared.runs()))
                        .id(id)
                        .ttl(Duration.ofMillis(remote ? 4000 : 1500))
                        .concurrency(4)
                        .interval(Duration.ofMillis(remote ? 200 : 50))
                        .runtime(SoakGraphs.RUNTIME, SoakGraphs::execute)
                        .start();
                InputStream in = System.in) {
            in.transferTo(OutputStream.nullOutputStream());
            return agent.failure().isPresent() ? 1 : 0;
        }
    }

    private List<String> soak(int nodes, int seconds, int count) throws IOException, InterruptedException {
        try (RunFolder shared = RunFolder.open(folder, cloud);
                SoakAgents agents = new SoakAgents(folder, cloud, random, out)) {
            RunStore runs = shared.runs();
            for (int i = 0; i < count; i++) {
                agents.start();
            }
            long begin = System.nanoTime();
            if (nodes > 0) {
                killUntilComplete(runs, agents, nodes, seconds);
            } else {
                killWhileRunsStart(runs, agents, seconds);
            }
            awaitAll(runs);
            out.printf("%.1f seconds%n", (System.nanoTime() - begin) / 1e9);
            SoakCheck check = new SoakCheck(runs, folder);
            List<String> problems = check.check(started);
            out.println(agents.kills() + " kills; " + check.summary());
            return problems;
        }
    }

    private void killWhileRunsStart(RunStore runs, SoakAgents agents, int seconds)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        long nextKill = begin + KILL_EVERY_NANOS;
        while (System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(seconds)) {
            if (active(runs) < ACTIVE_RUNS) {
                started.add(runs.startRun(SoakGraphs.next(random)).id());
            }
            if (System.nanoTime() - nextKill >= 0) {
                agents.replaceOne();
                nextKill += KILL_EVERY_NANOS;
            }
            pause.await(Duration.ofMillis(20));
        }
    }

    /** Begins when the run has, so that also a short one loses an agent. */
    private void killUntilComplete(RunStore runs, SoakAgents agents, int nodes, int seconds)
            throws IOException, InterruptedException {
        Ulid run = runs.startRun(SoakGraphs.any(nodes, 0, random)).id();
        started.add(run);
        long begin = System.nanoTime();
        long nextKill = begin;
        while (active(runs) > 0 && System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(seconds)) {
            if (hasBegun(runs, run) && System.nanoTime() - nextKill >= 0) {
                agents.replaceOne();
                nextKill = System.nanoTime() + KILL_EVERY_NANOS;
            }
            pause.await(Duration.ofMillis(100));
        }
    }

    private static boolean hasBegun(RunStore runs, Ulid run) {
        return runs.findRun(run)
                .filter(summary -> summary.counts().allCompleted() > 0)
                .isPresent();
    }

    private long active(RunStore runs) {
        return runs.findRuns(started).values().stream()
                .map(RunSummary::status)
                .filter(status -> status != RunStatus.COMPLETED)
                .count();
    }

    private void awaitAll(RunStore runs) throws InterruptedException {
        long begin = System.nanoTime();
        while (active(runs) > 0 && System.nanoTime() - begin < PATIENCE_NANOS) {
            pause.await(Duration.ofMillis(100));
        }
    }
}
