package io.weirflow.examples;

import com.google.common.base.Splitter;
import io.weirflow.base.Ulid;
import io.weirflow.run.Attempt;
import io.weirflow.run.Node;
import io.weirflow.run.NodeStatus;
import io.weirflow.run.Run;
import io.weirflow.run.RunStats;
import io.weirflow.run.RunStore;
import io.weirflow.run.graph.Conclusion;
import io.weirflow.store.StateValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Compares what is recorded of runs with what must have come of them. */
final class SoakCheck {
    private final RunStore runs;
    private final Path folder;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, String> recorded = new HashMap<>();
    private int nodes;
    private int attempts;
    private int orphaned;

    SoakCheck(RunStore runs, Path folder) {
        this.runs = runs;
        this.folder = folder;
    }

    List<String> check(List<Ulid> started) throws IOException {
        for (Ulid id : started) {
            Run run = runs.inspectRun(id);
            checkRun(run);
            if (!runs.findRun(id).orElseThrow().counts().equals(run.counts())) {
                problems.add("run " + id + " is counted wrongly");
            }
        }
        int acknowledged = checkLogs();
        if (acknowledged > attempts) {
            problems.add(acknowledged + " finishes were acknowledged, " + attempts + " attempts are recorded");
        }
        if (acknowledged < attempts / 2) {
            problems.add("only " + acknowledged + " finishes were written down of " + attempts + " attempts");
        }
        if (!runs.stats().equals(new RunStats(started.size(), 0, 0, 0, 0, nodes))) {
            problems.add("something is left in an index: " + runs.stats());
        }
        if (started.isEmpty()) {
            problems.add("no run was started");
        }
        return problems;
    }

    String summary() {
        return nodes + " nodes, " + attempts + " attempts, of which " + orphaned + " were orphaned";
    }

    private void checkRun(Run run) {
        // The graphs name sources before what depends on them, except for the sink of a fan.
        Map<String, Optional<String>> outputs = new HashMap<>();
        for (Node node : run.nodes()) {
            expected(run, node, outputs);
        }
        for (Node node : run.nodes()) {
            nodes++;
            checkNode(run, node, outputs.getOrDefault(node.name(), Optional.empty()));
        }
    }

    /** Returns the output that a node must have; empty if it must fail or be skipped. Graphs are not deep. */
    private static Optional<String> expected(Run run, Node node, Map<String, Optional<String>> outputs) {
        Optional<String> known = outputs.get(node.name());
        if (known != null) {
            return known;
        }
        Map<String, StateValue> inputs = new TreeMap<>();
        boolean possible = SoakGraphs.fails(node.spec()) < 3;
        int place = run.graph().place(node.name()).orElseThrow();
        for (int i = 0; i < run.graph().topology().parentCount(place); i++) {
            Node parent = run.nodes().get(run.graph().topology().parent(place, i));
            Optional<String> input = expected(run, parent, outputs);
            possible &= input.isPresent();
            input.ifPresent(value -> inputs.put(parent.name(), StateValue.utf8(value)));
        }
        Optional<String> output = possible ? Optional.of(SoakGraphs.output(node.name(), inputs)) : Optional.empty();
        outputs.put(node.name(), output);
        return output;
    }

    private void checkNode(Run run, Node node, Optional<String> expected) {
        String where = "run " + run.id() + " " + node;
        if (node.status() != NodeStatus.COMPLETED) {
            problems.add(where + ": not complete");
        }
        if (!node.output().map(StateValue::utf8).equals(expected)) {
            problems.add(where + ": output " + node.output().map(StateValue::utf8) + ", expected " + expected);
        }
        long last = 0;
        int failed = 0;
        for (Attempt attempt : node.attempts()) {
            attempts++;
            if (attempt.token() <= last) {
                problems.add(where + ": token " + attempt.token() + " after " + last);
            }
            last = attempt.token();
            Conclusion conclusion = attempt.result().conclusion();
            failed += conclusion == Conclusion.FAIL ? 1 : 0;
            orphaned += conclusion == Conclusion.ERROR ? 1 : 0;
            recorded.put(run.id() + " " + node.name() + " " + attempt.token(), conclusion.text());
        }
        boolean succeeded = node.conclusion().equals(Optional.of(Conclusion.SUCCESS));
        int wanted = Math.min(3, SoakGraphs.fails(node.spec()));
        if (!node.attempts().isEmpty() && failed != wanted) {
            problems.add(where + ": failed " + failed + " times, expected " + wanted);
        }
        if (succeeded != expected.isPresent()) {
            problems.add(where + ": expected " + (expected.isPresent() ? "a success" : "no success"));
        }
    }

    /** Looks for each finish that an agent was told of among the attempts; returns how many there are. */
    private int checkLogs() throws IOException {
        int acknowledged = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path log : files.filter(file -> file.getFileName().toString().startsWith("finished-"))
                    .toList()) {
                for (String line : Files.readAllLines(log)) {
                    List<String> words = Splitter.on(' ').splitToList(line);
                    if (words.size() < 4) {
                        continue; // cut off by the kill
                    }
                    acknowledged++;
                    String attempt = words.get(0) + " " + words.get(1) + " " + words.get(2);
                    if (!words.get(3).equals(recorded.get(attempt))) {
                        problems.add("acknowledged but recorded as " + recorded.get(attempt) + ": " + line);
                    }
                }
            }
        }
        return acknowledged;
    }
}
