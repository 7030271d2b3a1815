package io.weirflow.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.Ulid;
import io.weirflow.run.Node;
import io.weirflow.run.Run;
import io.weirflow.run.graph.Conclusion;
import io.weirflow.store.Commit;
import io.weirflow.store.Condition;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** All in one folder. */
class AgentsTest extends AgentsRules {
    @Override
    CloudOptions cloud() {
        return CloudOptions.NONE;
    }

    @Override
    Path folder(String agent) {
        return temporary;
    }

    @Override
    Process start(String... arguments) throws IOException {
        return ChildProgram.start(
                arguments[0], List.of(arguments).subList(1, arguments.length).toArray(String[]::new));
    }

    @Test
    void anAgentThatSleptBeyondItsLeaseIsRefusedAndJoinsAgain() throws Exception {
        try (RunFolder shared = open()) {
            startAgent("one");
            startAgent("two");
            Ulid run = Ulid.parse(run("start", "2").strip());
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
                                "kill", "-" + name, Long.toString(process(agent).pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void twoAgentsOfOneIdentityAreAClearError() throws Exception {
        startAgent("same");
        await("the first to join", () -> Optional.of(said("same")).filter(text -> text.contains("agent same")));
        Process second = agent("same");
        try (var lines = second.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.lines().toList()).anyMatch(line -> line.contains("an agent of this identity has joined"));
        }
        assertThat(second.waitFor()).isNotZero();
    }

    @Test
    void theSameProgramRunsInOneProcessInMemory() throws Exception {
        assertThat(run(List.of("Agents", "demo")))
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
