package io.weirflow.examples.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process of a benchmark, which prints words when it has come so far, and waits for lines. */
record ChildJvm(Process process, BufferedReader reader) implements AutoCloseable {
    /** Starts a main class in a JVM of its own, which gets what this one has on its class path. */
    static ChildJvm start(Class<?> main, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new ChildJvm(
                process, new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)));
    }

    /** Waits until it prints a word. */
    void expect(String word) throws IOException {
        StringBuilder seen = new StringBuilder();
        for (String line = reader.readLine(); !word.equals(line); line = reader.readLine()) {
            if (line == null) {
                throw new IllegalStateException("a process ended before it was " + word + ": " + seen);
            }
            seen.append(line).append('\n');
        }
    }

    /** Lets it go on. */
    void go() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    /** Kills it. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
