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
 */
final class RunsSoak {
    private static final int ACTIVE_RUNS = 6;
    private static final Duration TTL = Duration.ofMillis(1500);
    private static final long KILL_EVERY_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);

    private final Path folder;
    private final Random random;
    private final PrintStream out;
    private final List<Process> agents = new ArrayList<>();
    private final List<Ulid> started = new ArrayList<>();
    private int numbers;
    private final Signal pause = new Signal();
    private int kills;

    private RunsSoak(Path folder, Random random, PrintStream out) {
        this.folder = folder;
        this.random = random;
        this.out = out;
    }

    static int run(List<String> arguments, PrintStream out, PrintStream err) throws Exception {
        if (arguments.size() == 3 && arguments.get(0).equals("agent")) {
            return agent(Path.of(arguments.get(1)), arguments.get(2));
        }
        if (arguments.size() > 3) {
            err.println("usage: RunsSoak [seconds [agents [seed]]]");
            return 2;
        }
        int seconds = arguments.isEmpty() ? 120 : Integer.parseInt(arguments.get(0));
        int count = arguments.size() > 1 ? Integer.parseInt(arguments.get(1)) : 4;
        long seed = arguments.size() > 2 ? Long.parseLong(arguments.get(2)) : new Random().nextLong();
        out.println("seed " + seed);
        Path folder = Files.createTempDirectory("weirflow-runs-soak-");
        List<String> problems = new RunsSoak(folder, new Random(seed), out).soak(seconds, count);
        problems.forEach(out::println);
        out.println(problems.isEmpty() ? "passed" : "FAILED; left behind: " + folder);
        if (problems.isEmpty()) {
            MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
        }
        return problems.isEmpty() ? 0 : 1;
    }

    /** What the agents' processes do. */
    private static int agent(Path folder, String id) throws IOException {
        try (RunFolder shared = RunFolder.open(folder);
                FinishLog log = FinishLog.open(folder.resolve("finished-" + id));
                Agent agent = Agent.builder(log.around(shared.runs()))
                        .id(id)
                        .ttl(TTL)
                        .concurrency(4)
                        .interval(Duration.ofMillis(50))
                        .runtime(SoakGraphs.RUNTIME, SoakGraphs::execute)
                        .start();
                InputStream in = System.in) {
            in.transferTo(OutputStream.nullOutputStream());
            return agent.failure().isPresent() ? 1 : 0;
        }
    }

    private List<String> soak(int seconds, int count) throws IOException, InterruptedException {
        try (RunFolder shared = RunFolder.open(folder)) {
            for (int i = 0; i < count; i++) {
                startAgent();
            }
            long begin = System.nanoTime();
            long nextKill = begin + KILL_EVERY_NANOS;
            while (System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(seconds)) {
                if (active(shared.runs()) < ACTIVE_RUNS) {
                    started.add(shared.runs().startRun(SoakGraphs.next(random)).id());
                }
                if (System.nanoTime() - nextKill >= 0) {
                    kill();
                    nextKill += KILL_EVERY_NANOS;
                }
                pause.await(Duration.ofMillis(20));
            }
            awaitAll(shared.runs());
            SoakCheck check = new SoakCheck(shared.runs(), folder);
            List<String> problems = check.check(started);
            out.println(kills + " kills; " + check.summary());
            return problems;
        } finally {
            for (Process agent : agents) {
                agent.destroyForcibly().waitFor();
            }
        }
    }

    private void startAgent() throws IOException {
        Process agent = ChildProgram.start("RunsSoak", "agent", folder.toString(), "agent-" + numbers++);
        agents.add(agent);
        Thread reader = new Thread(() -> copy(agent.getInputStream(), out));
        reader.setDaemon(true);
        reader.start();
    }

    /** Shows what an agent logs besides lost sessions, which are what this is about. */
    private static void copy(InputStream in, PrintStream out) {
        try (in) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            out.println("cannot read what an agent prints: " + e);
        }
    }

    private void kill() throws IOException, InterruptedException {
        Process victim = agents.remove(random.nextInt(agents.size()));
        victim.destroyForcibly().waitFor();
        kills++;
        startAgent();
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
