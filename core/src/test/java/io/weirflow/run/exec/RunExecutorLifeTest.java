package io.weirflow.run.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.Weirflow;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.cache.MemoryAssoc;
import io.weirflow.digest.Digest;
import io.weirflow.exec.Exec;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.ExecState;
import io.weirflow.exec.Executor;
import io.weirflow.exec.LogStream;
import io.weirflow.exec.process.ProcessExecutor;
import io.weirflow.repository.MemoryRepository;
import io.weirflow.run.RunQuery;
import io.weirflow.run.RunStore;
import io.weirflow.run.agent.Agent;
import io.weirflow.run.agent.CommandNode;
import io.weirflow.run.agent.ExecRuntime;
import io.weirflow.run.agent.NodeRuntime;
import io.weirflow.run.state.StateRunStore;
import io.weirflow.store.MemoryStateStore;
import io.weirflow.task.FileFlow;
import io.weirflow.task.Task;
import io.weirflow.task.TaskBuilder;
import io.weirflow.testkit.FaultyStateStore;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Execs that outlive the executor that put them, and evaluations that spread over agents with real processes. */
@Timeout(120)
class RunExecutorLifeTest {
    private static final String NAMESPACE = "life";

    @TempDir
    Path folder;

    private final MemoryStateStore state = new MemoryStateStore();
    private final MemoryRepository repository = MemoryRepository.create();
    private final RunStore runs = StateRunStore.of(state, NAMESPACE);
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Set<String> workers = ConcurrentHashMap.newKeySet();

    @AfterEach
    void closeAll() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private RunExecutor executor() {
        RunExecutor executor = RunExecutor.builder(state, NAMESPACE, runs, repository)
                .interval(Duration.ofMillis(20))
                .open();
        opened.add(executor);
        return executor;
    }

    private void agent(String id, Map<String, String> secrets) {
        Executor own = ProcessExecutor.builder(folder.resolve(id), repository).open();
        opened.add(own);
        NodeRuntime commands = ExecRuntime.on(own).withSecrets(name -> Optional.ofNullable(secrets.get(name)));
        opened.add(Agent.builder(runs)
                .id(id)
                .interval(Duration.ofMillis(20))
                .runtime(CommandNode.RUNTIME, context -> {
                    workers.add(id);
                    return commands.run(context);
                })
                .start());
    }

    private String text(Exec exec) {
        return new String(repository.read(exec.result().fileset().file().id()), StandardCharsets.UTF_8);
    }

    @Test
    void whoStartsAgainFindsWhatADeadExecutorHadPut() {
        FaultyStateStore mortal = new FaultyStateStore(state, FaultyStateStore.Plan.none());
        RunExecutor dead = RunExecutor.builder(mortal, NAMESPACE, StateRunStore.of(mortal, NAMESPACE), repository)
                .open();
        Digest id = Digest.of("exec");
        dead.put(id, ExecConfig.exec("echo once > $out").build());
        mortal.crash();

        RunExecutor heir = executor();
        assertThat(heir.get(id)).map(Exec::state).contains(ExecState.PENDING);
        assertThat(heir.execs()).extracting(Exec::id).containsExactly(id);
        agent("one", Map.of());
        Exec exec = heir.put(id, ExecConfig.exec("echo twice > $out").build());
        exec.await();

        assertThat(text(exec)).isEqualTo("once\n");
        assertThat(runs.listRuns(RunQuery.ALL).runs()).hasSize(1);
    }

    @Test
    void anExecThatWasPutButNotStartedIsStartedByWhoeverFindsIt() {
        Digest id = Digest.of("exec");
        // The session, the record of the exec; the run would come next.
        FaultyStateStore mortal = new FaultyStateStore(state, FaultyStateStore.Plan.none());
        RunStore lazy = StateRunStore.of(mortal, NAMESPACE);
        RunExecutor dead = RunExecutor.builder(
                        new FaultyStateStore(
                                state, FaultyStateStore.Plan.atCommit(1, FaultyStateStore.Fault.CRASH_AFTER)),
                        NAMESPACE,
                        lazy,
                        repository)
                .open();
        assertThatThrownBy(() -> dead.put(id, ExecConfig.exec("echo x > $out").build()))
                .isInstanceOf(FaultyStateStore.SimulatedCrash.class);
        mortal.crash();
        assertThat(runs.listRuns(RunQuery.ALL).runs()).isEmpty();

        agent("one", Map.of());
        Exec exec = executor().get(id).orElseThrow();
        exec.await();
        assertThat(text(exec)).isEqualTo("x\n");
    }

    @Test
    void logsAndDetailsArriveWithTheResult() throws Exception {
        agent("one", Map.of());
        Exec exec = executor()
                .put(
                        Digest.of("exec"),
                        ExecConfig.exec("echo said; echo complained >&2; exit 3")
                                .build());
        exec.await();

        try (InputStream out = exec.logs(LogStream.STDOUT, true);
                InputStream err = exec.logs(LogStream.STDERR, false)) {
            assertThat(out.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("said\n");
            assertThat(err.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("complained\n");
        }
        assertThat(exec.inspect().exitCode()).hasValue(3);
        assertThat(exec.inspect().started()).isPresent();
        MemoryRepository elsewhere = MemoryRepository.create();
        assertThat(exec.inspect(elsewhere).stdout().map(elsewhere::read))
                .contains("said\n".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void secretsAreKnownToAgentsAlone() {
        agent("one", Map.of("TOKEN", "s3cr3t"));
        RunExecutor executor = executor();
        ExecConfig.Builder config = ExecConfig.exec("echo ${#TOKEN} > $out");
        Exec known = executor.put(
                Digest.of("known"),
                config.secretEnv(Map.of("TOKEN", "not this one")).build());
        Exec unknown = executor.put(
                Digest.of("unknown"), config.secretEnv(Map.of("OTHER", "x")).build());
        known.await();

        assertThat(text(known)).isEqualTo("6\n");
        assertThatThrownBy(unknown::await)
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.UNAVAILABLE))
                .hasMessageContaining("no value for the secret")
                .hasMessageContaining("OTHER");
        assertThat(unknown.state()).isEqualTo(ExecState.LOST);
    }

    @Test
    void aCanceledExecIsEndedWhereItRuns() {
        agent("one", Map.of());
        Exec exec =
                executor().put(Digest.of("long"), ExecConfig.exec("sleep 600").build());
        exec.cancel();

        assertThatThrownBy(exec::await)
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CANCELED));
        assertThat(exec.state()).isEqualTo(ExecState.LOST);
    }

    @Test
    void anEvaluationSpreadsOverAgents() {
        agent("one", Map.of());
        agent("two", Map.of());
        RunExecutor executor = executor();
        try (Weirflow weirflow = Weirflow.builder()
                .repository(repository)
                .assoc(MemoryAssoc.create())
                .executor(executor)
                .build()) {
            TaskBuilder sum = Task.named("sum");
            StringBuilder command = new StringBuilder("cat");
            for (int i = 0; i < 6; i++) {
                FileFlow part = Task.named("part" + i)
                        .command("sleep 0.3; echo " + i + " > {{n}}")
                        .outFile("n")
                        .build()
                        .out("n");
                sum.in("p" + i, part);
                command.append(" {{p").append(i).append("}}");
            }
            FileFlow total =
                    sum.command(command + " > {{all}}").outFile("all").build().out("all");
            var evaluation = weirflow.evaluate(total).await();

            assertThat(evaluation.file(total).text()).isEqualTo("0\n1\n2\n3\n4\n5\n");
        }
        assertThat(workers).containsExactlyInAnyOrder("one", "two");
    }
}
