package io.weirflow.run.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.Ulid;
import io.weirflow.cache.MemoryAssoc;
import io.weirflow.eval.EvaluationOptions;
import io.weirflow.eval.Evaluator;
import io.weirflow.exec.Executor;
import io.weirflow.exec.Result;
import io.weirflow.exec.process.ProcessExecutor;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.ExecNode;
import io.weirflow.repository.MemoryRepository;
import io.weirflow.run.Node;
import io.weirflow.run.Run;
import io.weirflow.run.RunStatus;
import io.weirflow.run.RunStore;
import io.weirflow.run.graph.Conclusion;
import io.weirflow.run.graph.GraphSpec;
import io.weirflow.run.graph.NodeSpec;
import io.weirflow.run.state.StateRunStore;
import io.weirflow.store.MemoryStateStore;
import io.weirflow.store.loop.Signal;
import io.weirflow.testkit.ScriptedExecutor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the runtimes make of nodes: commands on an executor, flows on an evaluator. */
@Timeout(60)
class RuntimesTest {
    @TempDir
    Path folder;

    private final MemoryRepository repository = MemoryRepository.create();
    private final RunStore runs = StateRunStore.of(new MemoryStateStore(), "test");

    private Run execute(NodeRuntime runtime, GraphSpec graph) {
        try (Agent agent = Agent.builder(runs)
                .interval(Duration.ofMillis(10))
                .runtime(CommandNode.RUNTIME, runtime)
                .start()) {
            Ulid run = runs.startRun(graph).id();
            assertThat(new Signal()
                            .awaitFor(
                                    Duration.ofSeconds(50),
                                    Duration.ofMillis(5),
                                    Ticker.systemTicker(),
                                    () -> runs.findRun(run).filter(r -> r.status() == RunStatus.COMPLETED)))
                    .as("what %s made of it", agent)
                    .isPresent();
            return runs.inspectRun(run);
        }
    }

    private String text(Run run, String node) {
        Fileset files =
                FilesetOutputs.read(run.node(node).orElseThrow().output().orElseThrow(), repository);
        return new String(repository.read(files.file().id()), StandardCharsets.UTF_8);
    }

    @Test
    void commandsReadWhatThoseBeforeThemWrote() {
        GraphSpec.Builder graph = GraphSpec.builder();
        for (CommandNode command : List.of(
                CommandNode.of("a", "printf 'one\\n' >$out"),
                CommandNode.of("b", "printf 'two\\n' >$out"),
                CommandNode.of("both", "cat %s %s %s | tee $out; echo 100%% >&2", "a", "b", "a"),
                CommandNode.of("bad", "cat %s; exit 7", "both"),
                CommandNode.of("never", "cat %s >$out", "bad"))) {
            graph.node(command.spec()).edges(command.edges());
        }
        try (Executor executor = ProcessExecutor.builder(folder, repository).open()) {
            Run run = execute(ExecRuntime.on(executor), graph.build());

            assertThat(text(run, "both")).isEqualTo("one\ntwo\none\n");
            Node bad = run.node("bad").orElseThrow();
            assertThat(bad.conclusion()).contains(Conclusion.FAIL);
            assertThat(bad.attempts().get(0).result().output().utf8()).contains("7");
            assertThat(run.node("never").orElseThrow().conclusion()).contains(Conclusion.SKIPPED);
            assertThat(executor.execs()).isEmpty();
        }
    }

    @Test
    void aCommandThatReadsWhatItDoesNotDependOnIsAnError() {
        GraphSpec graph = GraphSpec.builder()
                .node(CommandNode.of("a", "cat %s >$out", "b").spec())
                .node(CommandNode.of("b", "echo >$out").spec())
                .build();
        try (Executor executor = ProcessExecutor.builder(folder, repository).open()) {
            Node a = execute(ExecRuntime.on(executor), graph).node("a").orElseThrow();

            assertThat(a.conclusion()).contains(Conclusion.ERROR);
            assertThat(a.attempts().get(0).result().output().utf8()).contains("add an edge");
        }
    }

    @Test
    void aFlowIsEvaluatedToAFileset() {
        ScriptedExecutor executor = ScriptedExecutor.of(repository, config -> {
            if (config.command().startsWith("exit")) {
                return Result.failed(Failure.of(ErrorKind.EXEC, "exec", "exited with code 1"));
            }
            byte[] content = config.command().getBytes(StandardCharsets.UTF_8);
            return Result.of(Fileset.of(File.resolved(repository.put(content), content.length)));
        });
        GraphSpec graph = GraphSpec.builder()
                .node(NodeSpec.of("good", CommandNode.RUNTIME).with("command", "echo good"))
                .node(NodeSpec.of("bad", CommandNode.RUNTIME).with("command", "exit 1"))
                .build();
        try (Evaluator evaluator =
                Evaluator.builder(repository, MemoryAssoc.create(), executor).build()) {
            NodeRuntime flows = new FlowRuntime(
                    evaluator,
                    EvaluationOptions.DEFAULT,
                    context -> ExecNode.of(
                                    context.node().spec().value("command").orElseThrow(), List.of())
                            .build());
            Run run = execute(flows, graph);

            assertThat(text(run, "good")).isEqualTo("echo good");
            assertThat(run.node("good").orElseThrow().attempts().get(0).result().metadata())
                    .containsKey("evaluation");
            assertThat(run.node("bad").orElseThrow().conclusion()).contains(Conclusion.FAIL);
        }
    }
}
