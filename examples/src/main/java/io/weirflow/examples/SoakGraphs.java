package io.weirflow.examples;

import com.google.common.hash.Hashing;
import io.weirflow.run.Node;
import io.weirflow.run.NodeResult;
import io.weirflow.run.agent.NodeContext;
import io.weirflow.run.graph.Conclusion;
import io.weirflow.run.graph.GraphSpec;
import io.weirflow.run.graph.NodeSpec;
import io.weirflow.store.StateValue;
import io.weirflow.store.loop.Signal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Graphs of several shapes whose outputs can be predicted, and the function that executes their nodes. */
final class SoakGraphs {
    static final String RUNTIME = "soak";

    /** How often a node fails before it succeeds; {@value #ALWAYS} for one that never does. */
    static final String FAILS = "fails";

    static final String ALWAYS = "always";
    private static final String MILLIS = "millis";
    private static final int MAX_ERRORS = 1000;

    private SoakGraphs() {}

    static GraphSpec next(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> chain(20 + random.nextInt(20), random);
            case 1 -> fan(20 + random.nextInt(60), random);
            case 2 -> layers(4 + random.nextInt(5), 5, random);
            case 3 -> any(30 + random.nextInt(60), 0.08, random);
            default -> any(30 + random.nextInt(60), 0, random);
        };
    }

    private static NodeSpec node(String name, double hopeless, Random random) {
        String fails = random.nextDouble() < hopeless ? ALWAYS : Integer.toString(Math.max(0, random.nextInt(8) - 5));
        return NodeSpec.of(name, RUNTIME)
                .with(MILLIS, Integer.toString(random.nextInt(10) == 0 ? 150 : random.nextInt(20)))
                .with(FAILS, fails)
                .withMaxAttempts(Conclusion.FAIL, 3)
                .withMaxAttempts(Conclusion.ERROR, MAX_ERRORS);
    }

    private static GraphSpec chain(int length, Random random) {
        GraphSpec.Builder graph = GraphSpec.builder();
        for (int i = 0; i < length; i++) {
            graph.node(node("n" + i, 0, random));
            if (i > 0) {
                graph.edge("n" + (i - 1), "n" + i);
            }
        }
        return graph.build();
    }

    private static GraphSpec fan(int width, Random random) {
        GraphSpec.Builder graph =
                GraphSpec.builder().node(node("root", 0, random)).node(node("sink", 0, random));
        for (int i = 0; i < width; i++) {
            graph.node(node("n" + i, 0, random)).edge("root", "n" + i).edge("n" + i, "sink");
        }
        return graph.build();
    }

    private static GraphSpec layers(int depth, int width, Random random) {
        GraphSpec.Builder graph = GraphSpec.builder();
        for (int layer = 0; layer < depth; layer++) {
            for (int i = 0; i < width; i++) {
                graph.node(node("n" + layer + "." + i, 0, random));
                for (int j = 0; layer > 0 && j < width; j++) {
                    graph.edge("n" + (layer - 1) + "." + j, "n" + layer + "." + i);
                }
            }
        }
        return graph.build();
    }

    /** Returns a graph in which each node depends on up to three earlier ones. */
    static GraphSpec any(int size, double hopeless, Random random) {
        GraphSpec.Builder graph = GraphSpec.builder();
        for (int i = 0; i < size; i++) {
            graph.node(node("n" + i, hopeless, random));
            for (int edges = random.nextInt(4); i > 0 && edges > 0; edges--) {
                graph.edge("n" + random.nextInt(i), "n" + i);
            }
        }
        return graph.build();
    }

    static NodeResult execute(NodeContext context) throws InterruptedException {
        Node node = context.node();
        new Signal()
                .await(Duration.ofMillis(
                        Long.parseLong(node.spec().value(MILLIS).orElseThrow())));
        long failed = node.attempts().stream()
                .filter(attempt -> attempt.result().conclusion() == Conclusion.FAIL)
                .count();
        return failed < fails(node.spec())
                ? NodeResult.fail("on purpose")
                : NodeResult.success(output(node.name(), node.inputs()));
    }

    /** Returns how often a node fails; more often than it is tried if it never succeeds. */
    static int fails(NodeSpec node) {
        String fails = node.value(FAILS).orElseThrow();
        return fails.equals(ALWAYS) ? MAX_ERRORS : Integer.parseInt(fails);
    }

    /** Returns the output that follows from a node's name and inputs. */
    static String output(String name, Map<String, StateValue> inputs) {
        StringBuilder text = new StringBuilder(name);
        new TreeMap<>(inputs)
                .forEach((input, value) ->
                        text.append(' ').append(input).append('=').append(value.utf8()));
        return Hashing.sha256()
                .hashString(text, StandardCharsets.UTF_8)
                .toString()
                .substring(0, 16);
    }
}
