package io.weirflow.testkit;

import static io.weirflow.testkit.StorageAssertions.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.ErrorKind;
import io.weirflow.digest.Digest;
import io.weirflow.exec.Exec;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.ExecState;
import io.weirflow.exec.LogStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How commands end, and that nothing of them is left then. */
abstract class CommandEndingRules extends CommandOutputRules {
    @ParameterizedTest
    @CsvSource({"1, EXEC", "2, EXEC", "75, TEMPORARY", "127, EXEC", "255, EXEC"})
    void theExitCodeTellsTheKindOfFailure(int code, ErrorKind kind) {
        Exec exec = run(exit(code));

        assertThat(exec.result().failure().orElseThrow().kind()).isEqualTo(kind);
        assertThat(exec.result().failure().orElseThrow().message()).contains(Integer.toString(code));
        assertThat(exec.inspect().exitCode()).hasValue(code);
    }

    @Test
    void theFirstFailingCommandEndsTheScript() {
        Exec exec = run(ExecConfig.exec("echo 1; false; echo 2"));

        assertThat(exec.inspect().exitCode()).hasValue(1);
        assertThat(log(exec, LogStream.STDOUT)).isEqualTo("1\n");
    }

    @Test
    void aFailureWithinAPipelineCountsWhereTheShellCanTell() {
        Exec exec = run(ExecConfig.exec("false | cat"));

        assertThat(exec.result().failure().isPresent()).isEqualTo(hasPipefail());
    }

    @Test
    void aCommandThatIsKilledFails() {
        assertThat(failure(ErrorKind.EXEC, ExecConfig.exec("kill -9 $$")).message())
                .contains("SIGKILL");
        assertThat(failure(ErrorKind.EXEC, ExecConfig.exec("kill -15 $$")).message())
                .contains("SIGTERM");
        assertThat(failure(ErrorKind.EXEC, ExecConfig.exec("sh -c 'kill -9 $$'"))
                        .message())
                .contains("SIGKILL");
    }

    @Test
    void aCommandThatDoesNotExistFails() {
        Exec exec = run(ExecConfig.exec("there-is-no-such-command"));

        assertThat(exec.inspect().exitCode()).hasValue(127);
        assertThat(log(exec, LogStream.STDERR)).contains("there-is-no-such-command");
    }

    @Test
    void aCommandThatTakesTooLongIsEndedWithAllItsProcesses() throws Exception {
        Path pids = shared().resolve("pids");
        String script = "sleep 1000 & echo $! > %s.part; echo $$ >> %s.part; mv %s.part %s; wait"
                .replace("%s", pids.toString());
        Exec exec = run(ExecConfig.exec(script).timeout(Duration.ofSeconds(2)));

        assertThat(exec.result().failure().orElseThrow().kind()).isEqualTo(ErrorKind.TIMEOUT);
        assertThat(exec.result().failure().orElseThrow().message()).contains("PT2S");
        assertThat(awaitNumbers(pids)).hasSize(2).allSatisfy(this::assertDead);
    }

    /** A command that starts a process in some way, and the way. The process ignores requests to end. */
    private static final String STUBBORN =
            "sh -c 'trap \"\" TERM; echo $$ > PIDS.part; mv PIDS.part PIDS; exec sleep 1000'";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COMMAND",
                "COMMAND & wait",
                "(COMMAND) | cat",
                "setsid COMMAND & wait",
                "nohup COMMAND > /dev/null 2>&1 & UNTIL",
                "set -m; COMMAND & wait",
                "(setsid COMMAND &) ; UNTIL; trap '' TERM; sleep 1000",
            })
    void aCanceledExecIsLostAndItsProcessesAreGone(String way) throws Exception {
        reopen(setup().withGrace(Duration.ofMillis(100)));
        Path pids = shared().resolve("pids");
        Exec exec = put(ExecConfig.exec(script(way + "; sleep 1000", pids)));
        long pid = awaitNumbers(pids).get(0);
        assertThat(isAlive(pid)).isTrue();
        exec.cancel();

        assertFails(ErrorKind.CANCELED, exec::await);
        assertThat(exec.state()).isEqualTo(ExecState.LOST);
        assertFails(ErrorKind.PRECONDITION, exec::result);
        assertDead(pid);
        exec.cancel();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COMMAND & UNTIL",
                "(COMMAND &) ; UNTIL",
                "setsid COMMAND & UNTIL",
                "(setsid COMMAND < /dev/null > /dev/null 2>&1 &) ; UNTIL",
                "nohup COMMAND > /dev/null 2>&1 & UNTIL",
                "(setsid sh -c 'COMMAND2 & wait' &) ; UNTIL",
            })
    void childrenLeftBehindAreEnded(String way) throws Exception {
        Path pids = shared().resolve("pids");
        Exec exec = run(ExecConfig.exec(script(way, pids) + "; echo done > $out"));

        assertThat(text(exec.result().fileset())).isEqualTo("done\n");
        assertDead(awaitNumbers(pids).get(0));
    }

    private static String script(String way, Path pids) {
        return way.replace(
                        "COMMAND2",
                        "(trap \"\" TERM; sh -c \"echo \\$\\$ > PIDS.part; mv PIDS.part PIDS; exec sleep 1000\")")
                .replace("COMMAND", STUBBORN)
                .replace("UNTIL", until(pids))
                .replace("PIDS", pids.toString());
    }

    @Test
    void processesThatAreAskedToEndMayDoSoInTheirTime() throws Exception {
        Path ready = shared().resolve("ready");
        Path cleaned = shared().resolve("cleaned");
        String script =
                "sh -c 'trap \"sleep 0.2; echo x > CLEANED; exit\" TERM; echo x > READY; while :; do sleep 0.02; done'"
                        .replace("CLEANED", cleaned.toString())
                        .replace("READY", ready.toString());
        Exec exec = put(ExecConfig.exec(script));
        awaitFile(ready);
        exec.cancel();

        assertFails(ErrorKind.CANCELED, exec::await);
        assertThat(cleaned).hasContent("x");
    }

    private static void awaitFile(Path file) {
        await(() -> content(file).endsWith("\n"));
    }

    @Test
    void aRemovedExecIsEnded() throws Exception {
        reopen(setup().withGrace(Duration.ofMillis(100)));
        Path pids = shared().resolve("pids");
        Exec exec = put(ExecConfig.exec(script("COMMAND", pids)));
        long pid = awaitNumbers(pids).get(0);
        executor.remove(exec.id());

        assertThat(executor.get(exec.id())).isEmpty();
        assertDead(pid);
    }

    @Test
    void anExecThatWasCanceledMayBePutAgain() throws Exception {
        Path ready = shared().resolve("ready");
        Digest id = newId();
        Exec exec = executor.put(
                id, ExecConfig.exec("echo x > " + ready + "; sleep 1000").build());
        awaitFile(ready);
        exec.cancel();
        assertFails(ErrorKind.CANCELED, exec::await);
        Exec again = executor.put(id, echo("again").build());
        again.await();

        assertThat(text(again.result().fileset())).isEqualTo("again\n");
    }

    @Test
    void closingEndsEverythingAtOnce() throws Exception {
        List<Exec> execs = new ArrayList<>();
        List<Path> pids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            pids.add(shared().resolve("pids" + i));
            execs.add(put(ExecConfig.exec(script("COMMAND", pids.get(i)))));
        }
        List<Long> running = new ArrayList<>();
        for (int i = 0; i < setup().maxCommands(); i++) {
            running.addAll(awaitNumbers(pids.get(i)));
        }
        executor.close();

        for (Exec exec : execs) {
            assertFails(ErrorKind.CANCELED, exec::await);
        }
        assertThat(running).hasSize(16).allSatisfy(this::assertDead);
        pids.forEach(file -> content(file).lines().map(Long::valueOf).forEach(this::assertDead));
    }

    @Test
    void anExecThatIsNotCompleteHasNoResult() throws Exception {
        Path go = shared().resolve("go");
        Exec exec = put(ExecConfig.exec(until(go) + "; echo x > $out"));
        awaitState(exec, ExecState.RUNNING);

        assertThat(assertFails(ErrorKind.PRECONDITION, exec::result)).hasMessageContaining("exec not complete");
        assertFails(ErrorKind.PRECONDITION, exec::promote);
        assertFails(ErrorKind.PRECONDITION, () -> exec.inspect(repository));
        assertThat(executor.put(exec.id(), exit(1).build()))
                .extracting(Exec::id)
                .isEqualTo(exec.id());
        Files.createFile(go);
        exec.await();
        assertThat(text(exec.result().fileset())).isEqualTo("x\n");
    }

    @Test
    void whoWaitsCanBeInterruptedAndTheExecGoesOn() throws Exception {
        Path go = shared().resolve("go");
        Exec exec = put(ExecConfig.exec(until(go) + "; echo x > $out"));
        Thread.currentThread().interrupt();

        assertFails(ErrorKind.CANCELED, exec::await);
        assertThat(Thread.interrupted()).isTrue();
        Files.createFile(go);
        exec.await();
        assertThat(exec.result().failure()).isEmpty();
    }
}
