package io.weirflow.examples.benchmarks;

import com.google.common.base.Splitter;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What it costs to run a trivial command, {@code echo N > out}, two at a time: as a task on a file backend that is new, by plain
 * Java and, where they are installed, by ninja and make. Rounds alternate between them; the median of the ratios is what counts.
 *
 * <p>Each runs in a process of its own, whose CPU time with that of all its descendants is counted, as Linux tells it, in steps of
 * 10 ms. That of a run with one command, which for Java is the start of the JVM, is subtracted and shown beside it. Compiling to
 * machine code is not: with few commands it is most of what Java does.
 *
 * <p>Arguments: commands (2000), rounds (5), touched MiB of heap (0), a folder on the disk to be measured (a temporary one).
 */
public final class CommandStarts {
    private final int commands;
    private final int heapMib;
    private final Path folder;

    private CommandStarts(int commands, int heapMib, Path folder) {
        this.commands = commands;
        this.heapMib = heapMib;
        this.folder = folder;
    }

    /** Runs the benchmark and prints a table in Markdown. */
    public static void main(String[] args) throws Exception {
        run(args, System.out);
    }

    static void run(String[] args, PrintStream out) throws Exception {
        int commands = args.length > 0 ? Integer.parseInt(args[0]) : 2000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        int heapMib = args.length > 2 ? Integer.parseInt(args[2]) : 0;
        Path folder = args.length > 3 ? Path.of(args[3]) : Files.createTempDirectory("weirflow-commands");
        Files.createDirectories(folder);
        try {
            new CommandStarts(commands, heapMib, folder.toRealPath()).compare(rounds, out);
        } finally {
            MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
        }
    }

    /** Starts a process that runs a number of commands in a folder. */
    private interface Way {
        Process start(int commands, Path where) throws IOException;
    }

    private void compare(int rounds, PrintStream out) throws Exception {
        Map<String, Way> ways = ways();
        Map<String, double[]> starts = new LinkedHashMap<>();
        Map<String, double[]> each = new LinkedHashMap<>();
        for (String name : ways.keySet()) {
            starts.put(name, new double[rounds]);
            each.put(name, new double[rounds]);
        }
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, Way> way : ways.entrySet()) {
                double start = measure(way.getValue(), 1);
                double all = measure(way.getValue(), commands);
                of(way.getKey(), starts)[round] = start;
                of(way.getKey(), each)[round] = Math.max(0.01, (all - start) / (commands - 1));
            }
        }
        String reference = ways.containsKey("ninja") ? "ninja" : "plain Java";
        out.println("| " + commands + " commands, " + heapMib + " MiB of heap touched | CPU ms each | times "
                + reference + " (lowest to highest) | CPU ms of a run with one |");
        out.println("| --- | --- | --- | --- |");
        for (String name : ways.keySet()) {
            double[] own = of(name, each);
            double[] ratios = new double[rounds];
            Arrays.setAll(ratios, i -> own[i] / of(reference, each)[i]);
            Arrays.sort(ratios);
            out.printf(
                    "| %s | %.2f | %.2f (%.2f to %.2f) | %.0f |%n",
                    name, median(own), ratios[rounds / 2], ratios[0], ratios[rounds - 1], median(of(name, starts)));
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static double[] of(String way, Map<String, double[]> values) {
        return Objects.requireNonNull(values.get(way));
    }

    private Map<String, Way> ways() {
        Map<String, Way> ways = new LinkedHashMap<>();
        ways.put("Weirflow", java("weirflow"));
        ways.put("plain Java", java("plain"));
        if (isInstalled("ninja")) {
            ways.put("ninja", (count, where) -> {
                List<String> lines = new ArrayList<>(List.of("rule echo", "  command = echo $n > $out"));
                for (int i = 0; i < count; i++) {
                    lines.addAll(List.of("build out" + i + ": echo", "  n = " + i));
                }
                Files.write(where.resolve("build.ninja"), lines);
                return start(List.of("ninja", "-C", where.toString(), "-j2", "--quiet"));
            });
        }
        if (isInstalled("make")) {
            ways.put("make", (count, where) -> {
                List<String> lines = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    lines.add("all: out" + i);
                    lines.add("out" + i + ":\n\t@echo " + i + " > out" + i);
                }
                Files.write(where.resolve("Makefile"), lines);
                return start(List.of("make", "-C", where.toString(), "-s", "-j2", "all"));
            });
        }
        return ways;
    }

    private static boolean isInstalled(String program) {
        String path = String.valueOf(System.getenv("PATH"));
        return Splitter.on(':').splitToStream(path).anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private Way java(String way) {
        return (count, where) -> start(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + (heapMib + 1024) + "m",
                "-cp",
                System.getProperty("java.class.path"),
                CommandStartsProgram.class.getName(),
                way,
                Integer.toString(count),
                where.toString(),
                Integer.toString(heapMib)));
    }

    private static Process start(List<String> line) throws IOException {
        return new ProcessBuilder(line)
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.INHERIT)
                .start();
    }

    /** Returns the CPU time in milliseconds. */
    private double measure(Way way, int count) throws Exception {
        Path where = Files.createTempDirectory(folder, "run");
        long before = ticksOfChildren();
        int status = way.start(count, where).waitFor();
        double millis = 10.0 * (ticksOfChildren() - before);
        if (status != 0) {
            throw new IllegalStateException("a run ended with exit status " + status);
        }
        return millis;
    }

    /** Returns the CPU time of the processes that this one has waited for, and of those that they have waited for in turn. */
    private static long ticksOfChildren() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        List<String> fields = Splitter.on(' ').splitToList(stat.substring(stat.lastIndexOf(')') + 2));
        return Long.parseLong(fields.get(13)) + Long.parseLong(fields.get(14));
    }
}
