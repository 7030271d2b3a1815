package io.weirflow.examples;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Kills WordCount in a JVM of its own at a random moment, again and again, and checks that the next run completes with the right
 * result. Arguments: {@code rounds [files] [seed]}.
 */
final class Soak {
    private static final int DEFAULT_FILES = 40;

    private final Path folder;
    private final Path texts;
    private final Path state;
    private final Random random;
    private final PrintStream out;

    private Soak(Path folder, Random random, PrintStream out) {
        this.folder = folder;
        this.texts = folder.resolve("texts");
        this.state = folder.resolve("state");
        this.random = random;
        this.out = out;
    }

    static int run(List<String> arguments, PrintStream out, PrintStream err) throws Exception {
        if (arguments.isEmpty()) {
            err.println("usage: Soak rounds [files] [seed]");
            return 2;
        }
        int rounds = Integer.parseInt(arguments.get(0));
        int files = arguments.size() > 1 ? Integer.parseInt(arguments.get(1)) : DEFAULT_FILES;
        long seed = arguments.size() > 2 ? Long.parseLong(arguments.get(2)) : new Random().nextLong();
        out.println("seed " + seed);
        Path folder = Files.createTempDirectory("weirflow-soak-");
        boolean passed = new Soak(folder, new Random(seed), out).rounds(rounds, files);
        if (passed) {
            MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
        }
        out.println(passed ? "passed" : "FAILED; left behind: " + folder);
        return passed ? 0 : 1;
    }

    private boolean rounds(int rounds, int files) throws IOException, InterruptedException {
        for (int i = 0; i < files; i++) {
            write(i, 0);
        }
        long longestMillis = timeOfWholeRun();
        for (int round = 1; round <= rounds; round++) {
            // Half of the texts are new in each round, so that there is always something to be interrupted.
            for (int i = 0; i < files; i += 2) {
                write(i, round);
            }
            long afterMillis = random.nextLong(longestMillis);
            boolean killed = killAfter(afterMillis);
            String problem = completes();
            out.println("round " + round + ": " + (killed ? "killed after " : "ended before ") + afterMillis + " ms"
                    + (problem.isEmpty() ? "" : ": " + problem));
            if (!problem.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private void write(int file, int round) throws IOException {
        Path text = texts.resolve("folder" + file % 5).resolve("text" + file + ".txt");
        Files.createDirectories(text.getParent());
        Files.writeString(text, ("common w" + Letters.of(file) + " r" + Letters.of(round) + "\n").repeat(file + 1));
    }

    private long timeOfWholeRun() throws IOException, InterruptedException {
        long start = System.nanoTime();
        start(Redirect.DISCARD).waitFor();
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    }

    private Process start(Redirect output) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Examples.class.getName(),
                        "WordCount",
                        texts.toString(),
                        state.toString())
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
    }

    private boolean killAfter(long millis) throws IOException, InterruptedException {
        Process process = start(Redirect.DISCARD);
        boolean ended = process.waitFor(millis, TimeUnit.MILLISECONDS);
        process.destroyForcibly().waitFor();
        return !ended;
    }

    /** Returns what is wrong with the next run, or nothing: it must give what a run on a new state folder gives. */
    private String completes() throws IOException {
        String resumed = words(state);
        Path fresh = folder.resolve("fresh");
        String expected = words(fresh);
        MoreFiles.deleteRecursively(fresh, RecursiveDeleteOption.ALLOW_INSECURE);
        return resumed.equals(expected) ? "" : "expected\n" + expected + "found\n" + resumed;
    }

    private String words(Path stateFolder) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream captured = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        int status = WordCount.run(List.of(texts.toString(), stateFolder.toString()), captured, captured);
        String text = bytes.toString(StandardCharsets.UTF_8);
        String end = " different words\n";
        return status == 0
                ? text.substring(0, text.indexOf(end) + end.length())
                : "exit status " + status + "\n" + text;
    }
}
