package io.weirflow.backend.file;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Runs a program of the tests in a process of its own. */
final class ChildJvm {
    private ChildJvm() {}

    /** What a process printed on both of its streams, and its exit code. */
    record Result(int exit, String output) {}

    /** Returns the command that runs a program. */
    static List<String> command(Class<?> program, Object... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED", // or Java 24 and later warn of the database's native library
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return command;
    }

    /** Returns the command of a shell script to which another command is given as its arguments. */
    static List<String> shell(String script, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        command.addAll(arguments);
        return command;
    }

    /** As {@link #shell}, in a mount namespace of its own, in which also an ordinary user may mount. */
    static List<String> inNamespace(String script, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "--map-root-user"));
        command.addAll(shell(script, arguments));
        return command;
    }

    /** Runs a command as a user whom file permissions bind, which they do not for root and its capabilities. */
    static List<String> bound(List<String> command) {
        if (!System.getProperty("user.name").equals("root")) {
            return command;
        }
        List<String> bound = new ArrayList<>(List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all"));
        bound.addAll(command);
        return bound;
    }

    static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** Runs a command to its end. */
    static Result run(List<String> command) throws Exception {
        Process process = start(command);
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            String output = reader.lines().collect(Collectors.joining("\n"));
            return new Result(process.waitFor(), output);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Returns a reader of what a process prints. */
    static BufferedReader reader(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }
}
