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
import io.weirflow.store.Commit;
import io.weirflow.store.Condition;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateValue;
import io.weirflow.store.loop.Signal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents in processes of their own, of which one is killed or put to sleep in the middle of a node. */
class AgentsTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private final Map<String, Process> processes = new HashMap<>();
    private final Map<String, Queue<String>> outputs = new HashMap<>();

    @AfterEach
    void endAll() throws Exception {
        for (Process process : processes.values()) {
            process.destroyForcibly().waitFor();
        }
    }

    private void startAgent(String id) throws IOException {
        Process process = ChildProgram.start("Agents", "agent", folder.toString(), id, "2");
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

    private String said(String agent) {
        return String.join("\n", outputs.getOrDefault(agent, new ConcurrentLinkedQueue<>()));
    }

    private <T> T await(String what, Supplier<Optional<T>> look) {
        return new Signal()
                .awaitFor(LIMIT, Duration.ofMillis(50), Ticker.systemTicker(), look)
                .orElseThrow(() -> new AssertionError("waited for " + what + "; agents said " + outputs));
    }

    private static String run(String... arguments) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        assertThat(Examples.run(List.of(arguments), out, out)).isZero();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Returns a node that takes long and runs. */
    private Node running(RunFolder shared, Ulid run) {
        return await(
                "a node that runs",
                () -> shared.runs().inspectRun(run).nodes().stream()
                        .filter(node -> node.status() == NodeStatus.RUNNING
                                && node.name().startsWith("sort"))
                        .findFirst());
    }

    private Run complete(RunFolder shared, Ulid run) {
        await("the end of the run", () -> shared.runs().findRun(run).filter(r -> r.status() == RunStatus.COMPLETED));
        return shared.runs().inspectRun(run);
    }

    private static void assertRight(RunFolder shared, Run run, String lost, String holder) {
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
        try (RunFolder shared = RunFolder.open(folder)) {
            startAgent("one");
            startAgent("two");
            startAgent("three");
            Ulid run = Ulid.parse(run("Agents", "start", folder.toString(), "3").strip());
            Node lost = running(shared, run);
            String holder = lost.holder().orElseThrow().agent();
            processes.get(holder).destroyForcibly().waitFor();

            assertRight(shared, complete(shared, run), lost.name(), holder);
            assertThat(shared.runs().listAgents())
                    .extracting(AgentInfo::id)
                    .hasSize(2)
                    .doesNotContain(holder);
            assertThat(run("Agents", "inspect", folder.toString(), run.toString()))
                    .contains("completed with success", "error,success", "sort-left", "NODE");
            assertThat(run("Agents", "inspect", folder.toString(), run.toString(), "dot"))
                    .startsWith("digraph")
                    .contains("label=\"" + lost.name() + " (2)\"", "palegreen");
            assertThat(run("Agents", "watch", folder.toString(), run.toString()))
                    .contains("completed with success");
            assertThat(run("Agents", "list", folder.toString())).contains("6/6", "agent ");
        }
    }

    @Test
    void anAgentThatSleptBeyondItsLeaseIsRefusedAndJoinsAgain() throws Exception {
        try (RunFolder shared = RunFolder.open(folder)) {
            startAgent("one");
            startAgent("two");
            Ulid run = Ulid.parse(run("Agents", "start", folder.toString(), "2").strip());
            Node lost = running(shared, run);
            String sleeper = lost.holder().orElseThrow().agent();
            stopOutsideOfCommits(shared, sleeper);
            Node taken = await(
                    "another to take over",
                    () -> Optional.of(shared.runs().inspectNode(run, lost.name()))
                            .filter(node -> node.conclusion().equals(Optional.of(Conclusion.SUCCESS))));
            signal("CONT", sleeper);
            await(
                    "the sleeper to notice",
                    () -> Optional.of(said(sleeper)).filter(text -> text.contains("has lost its session")));
            await(
                    "the sleeper to join again",
                    () -> shared.runs().listAgents().stream()
                            .filter(agent -> agent.id().equals(sleeper)
                                    && !agent.session()
                                            .equals(lost.holder().orElseThrow().session()))
                            .findFirst());

            Run done = complete(shared, run);
            assertRight(shared, done, lost.name(), sleeper);
            assertThat(done.node(lost.name()).orElseThrow().attempts()).isEqualTo(taken.attempts());
        }
    }

    /** Stops an agent, but not within a commit: all others would wait for the end of that. */
    private void stopOutsideOfCommits(RunFolder shared, String agent) throws Exception {
        for (boolean stopped = false; !stopped; ) {
            signal("STOP", agent);
            Commit probe = Commit.builder()
                    .put(new StateKey("probe", "probe"), StateValue.EMPTY, Condition.any())
                    .build();
            CompletableFuture<Void> commit =
                    CompletableFuture.runAsync(() -> shared.store().commitOrFail(probe));
            try {
                commit.get(300, TimeUnit.MILLISECONDS);
                stopped = true;
            } catch (TimeoutException e) {
                signal("CONT", agent);
                commit.join();
            }
        }
    }

    private void signal(String name, String agent) throws Exception {
        assertThat(new ProcessBuilder(
                                "kill",
                                "-" + name,
                                Long.toString(processes.get(agent).pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void twoAgentsOfOneIdentityAreAClearError() throws Exception {
        startAgent("same");
        await("the first to join", () -> Optional.of(said("same")).filter(text -> text.contains("agent same")));
        Process second = ChildProgram.start("Agents", "agent", folder.toString(), "same", "2");
        try (var lines = second.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.lines().toList()).anyMatch(line -> line.contains("an agent of this identity has joined"));
        }
        assertThat(second.waitFor()).isNotZero();
    }

    @Test
    void theSameProgramRunsInOneProcessInMemory() throws Exception {
        assertThat(run("Agents", "demo"))
                .contains("completed with success", "lines in common: 501", "digraph run", "executes sort-left");
    }

    @Test
    void wrongArgumentsAreExplained() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

        assertThat(Examples.run(List.of("Agents", "agent"), out, out)).isEqualTo(2);
        assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("usage:");
    }
}
