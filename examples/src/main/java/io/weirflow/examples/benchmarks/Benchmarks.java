package io.weirflow.examples.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
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
        List<Benchmark.Body> bodies = new ArrayList<>(List.of(benchmark.body()));
        benchmark.beside().ifPresent(beside -> bodies.add(beside.body()));
        benchmark.body().run(smallSize);
        List<Sample> small = medians(bodies, smallSize, rounds);
        List<Sample> large = medians(bodies, largeSize, rounds);
        print(benchmark.name(), smallSize, small.get(0), "", "", out);
        print(
                benchmark.name(),
                largeSize,
                large.get(0),
                growth(small.get(0), large.get(0)),
                benchmark.beside().isEmpty() ? benchmark.goal() : benchmark.goal() + ratio(large),
                out);
        if (benchmark.beside().isPresent()) {
            String name = benchmark.beside().get().name();
            print(name, smallSize, small.get(1), "", "", out);
            print(name, largeSize, large.get(1), growth(small.get(1), large.get(1)), "", out);
        }
    }

    private static String growth(Sample small, Sample large) {
        return String.format(
                "%.2f",
                Math.log((double) large.cpuNanos() / small.cpuNanos())
                        / Math.log((double) large.operations() / small.operations()));
    }

    private static String ratio(List<Sample> samples) {
        return String.format(
                "; is %.2f",
                samples.get(0).cpuNanosPerOperation() / samples.get(1).cpuNanosPerOperation());
    }

    /** Returns the median of each of some bodies, which take turns. */
    private static List<Sample> medians(List<Benchmark.Body> bodies, int size, int rounds) throws Exception {
        List<List<Sample>> samples = new ArrayList<>();
        bodies.forEach(body -> samples.add(new ArrayList<>()));
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < bodies.size(); i++) {
                samples.get(i).add(bodies.get(i).run(size));
            }
        }
        List<Sample> medians = new ArrayList<>();
        for (List<Sample> all : samples) {
            all.sort(Comparator.comparingDouble(Sample::cpuNanosPerOperation));
            medians.add(all.get(rounds / 2));
        }
        return medians;
    }

    private static void print(String name, int size, Sample sample, String growth, String goal, PrintStream out) {
        out.printf(
                "| %s | %,d | %,.0f | %,.0f | %,.0f | %,.0f | %s | %s |%n",
                name,
                size,
                sample.cpuNanosPerOperation(),
                sample.operationsPerCpuSecond(),
                (double) sample.wallNanos() / sample.operations(),
                sample.retainedBytesPerOperation(),
                growth,
                goal);
    }
}
