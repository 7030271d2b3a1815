package io.weirflow.examples.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs the benchmarks and prints a table in Markdown. Arguments: parts of the names of those to run, none for all; {@code
 * --rounds N} (default 5) for how often each is measured, of which the median counts; {@code --scale N} (default 1) to divide
 * all sizes by N, for a quick look.
 *
 * <p>CPU time is that of the whole process. Compare ratios and growth, not seconds: machines and their load differ.
 */
public final class Benchmarks {
    private Benchmarks() {}

    /** Runs them. */
    public static void main(String[] args) throws Exception {
        run(args, System.out);
    }

    static void run(String[] args, PrintStream out) throws Exception {
        int rounds = 5;
        int scale = 1;
        List<String> wanted = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--rounds" -> rounds = Integer.parseInt(args[++i]);
                case "--scale" -> scale = Integer.parseInt(args[++i]);
                default -> wanted.add(args[i]);
            }
        }
        out.println(
                "| benchmark | size | CPU ns each | per CPU second | wall ns each | retained bytes each | growth | goal |");
        out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
        for (Benchmark benchmark : all()) {
            if (wanted.isEmpty() || wanted.stream().anyMatch(benchmark.name()::contains)) {
                run(benchmark, rounds, scale, out);
            }
        }
    }

    static List<Benchmark> all() {
        return Stream.of(ValueBenchmarks.all(), EvaluatorBenchmarks.all(), FileRepositoryBenchmarks.all())
                .flatMap(List::stream)
                .toList();
    }

    private static void run(Benchmark benchmark, int rounds, int scale, PrintStream out) throws Exception {
        int smallSize = Math.max(1, benchmark.small() / scale);
        int largeSize = Math.max(2, benchmark.large() / scale);
        benchmark.body().run(smallSize);
        Sample small = median(benchmark, smallSize, rounds);
        Sample large = median(benchmark, largeSize, rounds);
        double growth = Math.log((double) large.cpuNanos() / small.cpuNanos())
                / Math.log((double) large.operations() / small.operations());
        print(benchmark, smallSize, small, "", out);
        print(benchmark, largeSize, large, String.format("%.2f", growth), out);
    }

    private static Sample median(Benchmark benchmark, int size, int rounds) throws Exception {
        Sample[] samples = new Sample[rounds];
        for (int i = 0; i < rounds; i++) {
            samples[i] = benchmark.body().run(size);
        }
        Arrays.sort(samples, Comparator.comparingDouble(Sample::cpuNanosPerOperation));
        return samples[rounds / 2];
    }

    private static void print(Benchmark benchmark, int size, Sample sample, String growth, PrintStream out) {
        out.printf(
                "| %s | %,d | %,.0f | %,.0f | %,.0f | %,.0f | %s | %s |%n",
                benchmark.name(),
                size,
                sample.cpuNanosPerOperation(),
                sample.operationsPerCpuSecond(),
                (double) sample.wallNanos() / sample.operations(),
                sample.retainedBytesPerOperation(),
                growth,
                growth.isEmpty() ? "" : benchmark.goal());
    }
}
