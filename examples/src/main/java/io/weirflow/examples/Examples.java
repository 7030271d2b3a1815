package io.weirflow.examples;

import io.weirflow.base.WeirflowException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.core.exception.SdkException;

/** Starts an example by its name: {@code java -jar weirflow-examples.jar NAME [ARGUMENT...]}. */
public final class Examples {
    private static final Map<String, Program> PROGRAMS = new TreeMap<>(Map.ofEntries(
            Map.entry("Agents", Agents::run),
            Map.entry("DuRoot", DuRoot::run),
            Map.entry("FirstProgram", FirstProgram::run),
            Map.entry("History", History::run),
            Map.entry("ReflowRuns", ReflowRuns::run),
            Map.entry("RunsSoak", RunsSoak::run),
            Map.entry("S3Check", S3Check::run),
            Map.entry("SharedCache", SharedCache::run),
            Map.entry("SharedWordCount", SharedWordCount::run),
            Map.entry("Soak", Soak::run),
            Map.entry("WordCount", WordCount::run)));

    private Examples() {}

    /** A program that prints to the given streams and returns its exit status. */
    @FunctionalInterface
    interface Program {
        int run(List<String> arguments, PrintStream out, PrintStream err) throws Exception;
    }

    /** Returns the names of all examples. */
    static Set<String> names() {
        return Set.copyOf(PROGRAMS.keySet());
    }

    /** Runs the example that the first argument names. */
    public static void main(String... arguments) throws Exception {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    /** Returns the exit status: what goes wrong outside of the program is told in a line, and not as a stack trace. */
    static int run(List<String> arguments, PrintStream out, PrintStream err) throws Exception {
        Program program = arguments.isEmpty() ? null : PROGRAMS.get(arguments.get(0));
        if (program == null) {
            err.println("usage: java -jar weirflow-examples.jar NAME [ARGUMENT...]");
            err.println("The names are: " + String.join(", ", PROGRAMS.keySet()));
            return 2;
        }
        try {
            return program.run(arguments.subList(1, arguments.size()), out, err);
        } catch (WeirflowException | SdkException e) {
            err.println(e.getMessage());
        } catch (IOException e) {
            err.println(e.getCause() instanceof WeirflowException cause ? cause.getMessage() : e.toString());
        }
        return 1;
    }
}
