package io.weirflow.examples.benchmarks;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.weirflow.digest.Digest;
import io.weirflow.exec.Exec;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.Executor;
import io.weirflow.executor.docker.DockerExecutor;
import io.weirflow.repository.MemoryRepository;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Compares execs in containers with {@code docker run} of the same command and image, without network, in turns, so that a busy
 * machine slows both. Arguments: {@code IMAGE [count] [at a time] [rounds]}; by default 200, 4 and 3. The medians count.
 *
 * <p>Needs the {@code docker} program and an engine at {@code DOCKER_HOST} or the usual socket.
 */
public final class DockerBenchmark {
    private static final int SINGLES = 10;

    private DockerBenchmark() {}

    /** Runs it. */
    public static void main(String... arguments) throws Exception {
        if (arguments.length == 0) {
            System.err.println("usage: DockerBenchmark IMAGE [count] [at a time] [rounds]");
            System.exit(2);
        }
        int count = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 200;
        int parallel = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 4;
        int rounds = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 3;
        String engine = System.getenv().getOrDefault("DOCKER_HOST", "unix:///var/run/docker.sock");
        run(engine, arguments[0], count, parallel, rounds, System.out);
    }

    static void run(String engine, String image, int count, int parallel, int rounds, PrintStream out)
            throws Exception {
        Path folder = Files.createTempDirectory("weirflow-docker-benchmark");
        try {
            run(engine, image, count, parallel, rounds, folder, out);
        } finally {
            MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
        }
    }

    private static void run(
            String engine, String image, int count, int parallel, int rounds, Path folder, PrintStream out)
            throws Exception {
        try (Executor executor = DockerExecutor.builder(folder, MemoryRepository.create())
                .engine(engine)
                .image(image)
                .maxCommands(parallel)
                .open()) {
            Bench bench = new Bench(engine, image, executor);
            bench.execs(2); // classes are loaded, files read
            bench.shell(2, 1);
            print(out, "one", medians(SINGLES, () -> bench.execs(1), () -> bench.shell(1, 1)));
            print(
                    out,
                    count + ", " + parallel + " at a time",
                    medians(rounds, () -> bench.execs(count), () -> bench.shell(count, parallel)));
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private record Bench(String engine, String image, Executor executor) {
        void execs(int count) {
            List<Exec> execs = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Digest id = Digest.of("exec " + System.nanoTime() + " " + i);
                execs.add(executor.put(id, ExecConfig.exec("true").build()));
            }
            for (Exec exec : execs) {
                exec.await();
                if (exec.result().failure().isPresent()) {
                    throw new IllegalStateException(
                            exec.result().failure().get().toString());
                }
            }
        }

        void shell(int count, int parallel) throws IOException, InterruptedException {
            String loop = "seq " + count + " | xargs -P " + parallel
                    + " -I{} docker -H \"$1\" run --rm --network none \"$2\"" + " /bin/sh -c true";
            Process process = new ProcessBuilder("sh", "-c", loop, "sh", engine, image)
                    .inheritIO()
                    .start();
            if (process.waitFor() != 0) {
                throw new IOException("docker run failed");
            }
        }
    }

    /** Measures two works in turns; returns the median of each in seconds. */
    private static double[] medians(int rounds, Work ours, Work theirs) throws Exception {
        double[][] seconds = new double[2][rounds];
        for (int round = 0; round < rounds; round++) {
            seconds[0][round] = seconds(ours);
            seconds[1][round] = seconds(theirs);
        }
        return IntStream.range(0, 2)
                .mapToDouble(i -> java.util.Arrays.stream(seconds[i]).sorted().toArray()[rounds / 2])
                .toArray();
    }

    private static double seconds(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private static void print(PrintStream out, String what, double[] medians) {
        out.printf(
                Locale.ROOT,
                "%s: execs %.2f s, docker run %.2f s; execs take %.2f of the time%n",
                what,
                medians[0],
                medians[1],
                medians[0] / medians[1]);
    }
}
