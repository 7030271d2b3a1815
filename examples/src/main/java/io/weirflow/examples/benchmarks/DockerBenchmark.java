package io.weirflow.examples.benchmarks;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.weirflow.digest.Digest;
import io.weirflow.exec.Exec;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.Executor;
import io.weirflow.executor.docker.DockerExecutor;
import io.weirflow.repository.MemoryRepository;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Compares execs in containers with a shell's loop of {@code docker run} of the same command and image, without network, and with what
 * the engine itself takes for as many containers, in turns, so that a busy machine slows all. Arguments: {@code IMAGE [count] [rounds]
 * [at a time]...}; by default 200, 3, and 2, 4 and 8 at a time. The medians count.
 *
 * <p>Needs the {@code docker} program and an engine at {@code DOCKER_HOST} or the usual socket.
 */
public final class DockerBenchmark {
    private static final int SINGLES = 10;
    private static final List<Integer> PARALLEL = List.of(2, 4, 8);

    private final String engine;
    private final String image;
    private final PrintStream out;

    private DockerBenchmark(String engine, String image, PrintStream out) {
        this.engine = engine;
        this.image = image;
        this.out = out;
    }

    /** Runs it. */
    public static void main(String... arguments) throws Exception {
        if (arguments.length == 0) {
            System.err.println("usage: DockerBenchmark IMAGE [count] [rounds] [at a time]...");
            System.exit(2);
        }
        int count = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 200;
        int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3;
        List<Integer> parallel =
                Arrays.stream(arguments).skip(3).map(Integer::valueOf).toList();
        String engine = System.getenv().getOrDefault("DOCKER_HOST", "unix:///var/run/docker.sock");
        run(engine, arguments[0], count, rounds, parallel.isEmpty() ? PARALLEL : parallel, System.out);
    }

    static void run(String engine, String image, int count, int rounds, List<Integer> parallel, PrintStream out)
            throws Exception {
        DockerBenchmark benchmark = new DockerBenchmark(engine, image, out);
        out.println("execs, at a time: execs in containers | docker run | engine alone | throughput of docker run's");
        benchmark.compare(1, 1, SINGLES);
        for (int atATime : parallel) {
            benchmark.compare(count, atATime, rounds);
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private void compare(int count, int parallel, int rounds) throws Exception {
        Path folder = Files.createTempDirectory("weirflow-docker-benchmark");
        try (Executor executor = DockerExecutor.builder(folder, MemoryRepository.create())
                        .engine(engine)
                        .image(image)
                        .maxCommands(parallel)
                        .open();
                BareEngine bare = new BareEngine(engine, image)) {
            execs(executor, 2 * parallel); // classes are loaded, files read
            bare.run(2 * parallel, parallel);
            double[] seconds = medians(
                    rounds,
                    () -> execs(executor, count),
                    () -> DockerRun.loop(engine, image, count, parallel),
                    () -> bare.run(count, parallel));
            out.printf(
                    Locale.ROOT,
                    "%d, %d at a time: %.2f s | %.2f s | %.2f s | %.2f%n",
                    count,
                    parallel,
                    seconds[0],
                    seconds[1],
                    seconds[2],
                    seconds[1] / seconds[0]);
        } finally {
            MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
        }
    }

    private static void execs(Executor executor, int count) {
        List<Exec> execs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Digest id = Digest.of("exec " + System.nanoTime() + " " + i);
            execs.add(executor.put(id, ExecConfig.exec("true").build()));
        }
        for (Exec exec : execs) {
            exec.await();
            if (exec.result().failure().isPresent()) {
                throw new IllegalStateException(exec.result().failure().get().toString());
            }
        }
    }

    /** Measures works in turns; returns the median of each in seconds. */
    private static double[] medians(int rounds, Work... works) throws Exception {
        double[][] seconds = new double[works.length][rounds];
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < works.length; i++) {
                long start = System.nanoTime();
                works[i].run();
                seconds[i][round] = (System.nanoTime() - start) / 1e9;
            }
        }
        return Arrays.stream(seconds)
                .mapToDouble(times -> Arrays.stream(times).sorted().toArray()[rounds / 2])
                .toArray();
    }
}
