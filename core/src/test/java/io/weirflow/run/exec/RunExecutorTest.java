package io.weirflow.run.exec;

import com.google.common.base.Splitter;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.Executor;
import io.weirflow.exec.Result;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.repository.Repository;
import io.weirflow.run.RunStore;
import io.weirflow.run.agent.Agent;
import io.weirflow.run.agent.CommandNode;
import io.weirflow.run.agent.ExecRuntime;
import io.weirflow.run.state.StateRunStore;
import io.weirflow.store.MemoryStateStore;
import io.weirflow.testkit.ExecutorContract;
import io.weirflow.testkit.ExecutorSetup;
import io.weirflow.testkit.ScriptedExecutor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** The contract of executors, with two agents whose own executor is scripted. */
class RunExecutorTest extends ExecutorContract {
    private static final String NAMESPACE = "execs";

    private final MemoryStateStore state = new MemoryStateStore();
    private final RunStore runs = StateRunStore.of(state, NAMESPACE);
    private final List<Agent> agents = new ArrayList<>();

    @AfterEach
    void closeAgents() {
        agents.forEach(Agent::close);
    }

    @Override
    protected Executor open(Path where, Repository over, ExecutorSetup setup) {
        while (agents.size() < 2) {
            agents.add(agent("agent" + agents.size(), over));
        }
        return RunExecutor.builder(state, NAMESPACE, runs, over)
                .resources(setup.resources())
                .interval(Duration.ofMillis(10))
                .open();
    }

    private Agent agent(String id, Repository over) {
        return Agent.builder(runs)
                .id(id)
                .concurrency(4)
                .interval(Duration.ofMillis(10))
                .runtime(
                        CommandNode.RUNTIME,
                        ExecRuntime.on(ScriptedExecutor.of(over, config -> answer(over, config)))
                                .withSecrets(name -> Optional.of("known to agents")))
                .start();
    }

    static Result answer(Repository over, ExecConfig config) {
        List<String> words = Splitter.on(' ').splitToList(config.command());
        return switch (words.get(0)) {
            case "exit" -> Result.failed(Failure.of(ErrorKind.EXEC, "exec", "exited with code " + words.get(1)));
            case "echo" -> {
                byte[] content = (words.get(1) + "\n").getBytes(StandardCharsets.UTF_8);
                yield Result.of(Fileset.of(File.resolved(over.put(content), content.length)));
            }
            default -> throw WeirflowException.of(ErrorKind.UNAVAILABLE, "exec", "no such command", words.get(0));
        };
    }
}
