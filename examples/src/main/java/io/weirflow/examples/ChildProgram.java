package io.weirflow.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts an example in a JVM of its own, which gets what this one has on its class path. */
final class ChildProgram {
    private ChildProgram() {}

    /** Returns the process; its standard input must stay open as long as it is to live, its output must be read. */
    static Process start(String example, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Examples.class.getName(),
                example));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
