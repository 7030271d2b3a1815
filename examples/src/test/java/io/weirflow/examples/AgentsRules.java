package io.weirflow.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import io.weirflow.base.Ulid;
import io.weirflow.run.AgentInfo;
import io.weirflow.run.Attempt;
import io.weirflow.run.Node;
import io.weirflow.run.NodeStatus;
import io.weirflow.run.Run;
import io.weirflow.run.RunStatus;
import io.weirflow.run.agent.FilesetOutputs;
import io.weirflow.run.graph.Conclusion;
import io.weirflow.store.loop.Signal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents in processes of their own, of which one is killed in the middle of a node, wherever runs and contents are kept. */
abstract class AgentsRules {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    Path temporary;

    private final Map<String, Process> processes = new HashMap<>();
    private final Map<String, Queue<String>> outputs = new HashMap<>();

    /** Says what is shared besides a folder. */
    abstract CloudOptions cloud();

    /** Returns the folder in which an agent works; that of nobody is the test's own. */
    abstract Path folder(String agent);

    /** Starts an example in a process of its own. */
    abstract Process start(String... arguments) throws IOException;

    @AfterEach
    void endAll() throws Exception {
        for (Process process : processes.values()) {
            process.destroyForcibly().waitFor();
        }
    }

    final RunFolder open() throws IOException {
        return RunFolder.open(folder(""), cloud());
    }

    private String[] arguments(String command, Path folder, String... more) {
        List<String> arguments = new ArrayList<>(List.of("Agents"));
        arguments.addAll(cloud().arguments());
        arguments.addAll(List.of(command, folder.toString()));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    final Process agent(String id) throws IOException {
        return start(arguments("agent", folder(id), id, "2"));
    }

    final void startAgent(String id) throws IOException {
        Process process = agent(id);
        processes.put(id, process);
        Queue<String> output = new ConcurrentLinkedQueue<>();
        outputs.put(id, output);
        Thread reader = new Thread(() -> {
            try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
                lines.lines().forEach(output::add);
            } catch (IOException e) {
                output.add(e.toString());
            }
        });
        reader.setDaemon(true);
        reader.start();
    }

    final Process process(String agent) {
        return processes.get(agent);
    }

    final String said(String agent) {
        return String.join("\n", outputs.getOrDefault(agent, new ConcurrentLinkedQueue<>()));
    }

    final <T> T await(String what, Supplier<Optional<T>> look) {
        return new Signal()
                .awaitFor(LIMIT, Duration.ofMillis(50), Ticker.systemTicker(), look)
                .orElseThrow(() -> new AssertionError("waited for " + what + "; agents said " + outputs));
    }

    /** Does something with the runs in this process. */
    final String run(String command, String... more) throws Exception {
        return run(List.of(arguments(command, folder(""), more)));
    }

    static String run(List<String> arguments) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        assertThat(Examples.run(arguments, out, out)).isZero();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Returns a node that takes long and runs. */
    final Node running(RunFolder shared, Ulid run) {
        return await(
                "a node that runs",
                () -> shared.runs().inspectRun(run).nodes().stream()
                        .filter(node -> node.status() == NodeStatus.RUNNING
                                && node.name().startsWith("sort"))
                        .findFirst());
    }

    final Run complete(RunFolder shared, Ulid run) {
        await("the end of the run", () -> shared.runs().findRun(run).filter(r -> r.status() == RunStatus.COMPLETED));
        return shared.runs().inspectRun(run);
    }

    static void assertRight(RunFolder shared, Run run, String lost, String holder) {
        assertThat(run.conclusion()).contains(Conclusion.SUCCESS);
        for (Node node : run.nodes()) {
            List<Conclusion> ends = node.attempts().stream()
                    .map(attempt -> attempt.result().conclusion())
                    .toList();
            if (node.name().equals(lost)) {
                assertThat(ends).containsExactly(Conclusion.ERROR, Conclusion.SUCCESS);
                assertThat(node.attempts()).extracting(Attempt::agent).doesNotContain(holder);
            } else {
                assertThat(ends).as("%s", node).containsExactly(Conclusion.SUCCESS);
            }
        }
        Node count = run.node("count").orElseThrow();
        byte[] content = shared.repository()
                .read(FilesetOutputs.read(count.output().orElseThrow(), shared.repository())
                        .file()
                        .id());
        assertThat(new String(content, StandardCharsets.UTF_8)).isEqualTo("501\n");
    }

    @Test
    void whenAnAgentIsKilledInTheMiddleOfANodeAnotherTakesOver() throws Exception {
        try (RunFolder shared = open()) {
            startAgent("one");
            startAgent("two");
            startAgent("three");
            Ulid run = Ulid.parse(run("start", "3").strip());
            Node lost = running(shared, run);
            String holder = lost.holder().orElseThrow().agent();
            process(holder).destroyForcibly().waitFor();

            assertRight(shared, complete(shared, run), lost.name(), holder);
            assertThat(shared.runs().listAgents())
                    .extracting(AgentInfo::id)
                    .hasSize(2)
                    .doesNotContain(holder);
            assertThat(run("inspect", run.toString()))
                    .contains("completed with success", "error,success", "sort-left", "NODE");
            assertThat(run("inspect", run.toString(), "dot"))
                    .startsWith("digraph")
                    .contains("label=\"" + lost.name() + " (2)\"", "palegreen");
            assertThat(run("watch", run.toString())).contains("completed with success");
            assertThat(run("list")).contains("6/6", "agent ");
        }
    }
}
