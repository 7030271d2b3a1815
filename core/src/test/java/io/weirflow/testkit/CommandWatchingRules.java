package io.weirflow.testkit;

import static io.weirflow.testkit.StorageAssertions.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.ErrorKind;
import io.weirflow.exec.Exec;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.ExecInspect;
import io.weirflow.exec.ExecRunInfo;
import io.weirflow.exec.ExecState;
import io.weirflow.exec.LogStream;
import io.weirflow.exec.Profile;
import io.weirflow.exec.Shell;
import io.weirflow.exec.Stats;
import io.weirflow.repository.MemoryRepository;
import io.weirflow.resource.Resources;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What can be seen of commands from outside, and in which order they run. */
abstract class CommandWatchingRules extends CommandEndingRules {
    @Test
    void standardOutputAndErrorAreKeptApart() {
        Exec exec = run(ExecConfig.exec("echo to stdout; echo to stderr >&2"));

        assertThat(log(exec, LogStream.STDOUT)).isEqualTo("to stdout\n");
        assertThat(log(exec, LogStream.STDERR)).isEqualTo("to stderr\n");
    }

    @Test
    void theLogsOfAFailedCommandAreKept() {
        Exec exec = run(ExecConfig.exec("echo why it failed >&2; exit 1"));

        assertThat(log(exec, LogStream.STDERR)).isEqualTo("why it failed\n");
    }

    @Test
    void aLogIsFollowedUntilTheCommandEnds() throws Exception {
        Path go = shared().resolve("go");
        Exec exec = put(ExecConfig.exec("echo first; " + until(go) + "; echo second"));
        try (BufferedReader log =
                new BufferedReader(new InputStreamReader(exec.logs(LogStream.STDOUT, true), StandardCharsets.UTF_8))) {
            assertThat(log.readLine()).isEqualTo("first");
            awaitState(exec, ExecState.RUNNING);
            assertThat(log(exec, LogStream.STDOUT)).isEqualTo("first\n");
            Files.createFile(go);
            assertThat(log.readLine()).isEqualTo("second");
            assertThat(log.readLine()).isNull();
        }
        exec.await();
    }

    @Test
    void aLogThatIsTooLongEndsTheCommand() throws Exception {
        reopen(setup().withLogLimitBytes(100_000));
        Exec flood = run(ExecConfig.exec("yes"));
        Exec burst = run(ExecConfig.exec("head -c 200000 /dev/zero >&2"));
        Exec fine = run(ExecConfig.exec("head -c 100000 /dev/zero; head -c 100000 /dev/zero >&2"));

        assertThat(flood.result().failure().orElseThrow().kind()).isEqualTo(ErrorKind.RESOURCES_EXHAUSTED);
        assertThat(flood.result().failure().orElseThrow().message()).contains("100000 bytes");
        assertThat(log(flood, LogStream.STDOUT)).hasSize(100_000).startsWith("y\ny\n");
        assertThat(burst.result().failure().orElseThrow().kind()).isEqualTo(ErrorKind.RESOURCES_EXHAUSTED);
        assertThat(log(burst, LogStream.STDERR)).hasSize(100_000);
        assertThat(fine.result().failure()).isEmpty();
    }

    @Test
    void aRunningCommandIsSeenRunning() throws Exception {
        Path go = shared().resolve("go");
        Exec exec = put(ExecConfig.exec(until(go)).ident("watched"));
        awaitState(exec, ExecState.RUNNING);
        await(() -> exec.inspect().commands().stream().anyMatch(command -> command.contains("sleep")));
        await(() -> exec.inspect().gauges().values().containsKey(Profile.MEM));
        ExecInspect inspect = exec.inspect();
        Files.createFile(go);
        exec.await();

        assertThat(inspect.state()).isEqualTo(ExecState.RUNNING);
        assertThat(inspect.renderedCommand()).contains("until [ -e");
        assertThat(inspect.started()).isPresent();
        assertThat(inspect.finished()).isEmpty();
        assertThat(inspect.exitCode()).isEmpty();
        assertThat(exec.inspect().commands()).isEmpty();
        assertThat(exec.inspect().gauges().values()).isEmpty();
        assertThat(exec.inspect().finished()).isPresent();
        assertThat(exec.inspect().runtime()).isPositive();
    }

    @Test
    void theProfileTellsOfCpuMemoryAndDisk() throws Exception {
        Path go = shared().resolve("go");
        // The CPU is used by a child that is waited for, the memory held while it is looked at.
        Exec exec = put(ExecConfig.exec("head -c 500000 /dev/zero > $tmp/t; head -c 300000 /dev/zero > $out;"
                + " sh -c 'i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done'; " + until(go)));
        await(() -> exec.inspect().profile().stats().containsKey(Profile.MEM)
                && exec.inspect().profile().stats().containsKey(Profile.TMP));
        Files.createFile(go);
        exec.await();
        Profile profile = exec.inspect().profile();

        assertThat(profile.stats()).containsKeys(Profile.CPU, Profile.MEM, Profile.DISK, Profile.TMP);
        assertThat(profile.stats().get(Profile.MEM).max()).isGreaterThan(100_000);
        assertThat(profile.stats().get(Profile.DISK).max()).isEqualTo(300_000);
        assertThat(profile.stats().get(Profile.TMP).max()).isEqualTo(500_000);
        Stats cpu = profile.stats().get(Profile.CPU);
        assertThat(cpu.mean()).isPositive();
        assertThat(cpu.last()).isAfterOrEqualTo(cpu.first());
    }

    @Test
    void detailsAndLogsAreSavedIntoARepository() {
        Exec exec = run(ExecConfig.exec("echo some output; exit 3").resources(Resources.of(1, 1000)));
        MemoryRepository details = MemoryRepository.create();
        ExecRunInfo info = exec.inspect(details);

        assertThat(details.read(info.stdout().orElseThrow())).asString().isEqualTo("some output\n");
        assertThat(details.read(info.stderr().orElseThrow())).isEmpty();
        assertThat(details.read(info.inspect().orElseThrow())).asString().contains("exit 3", "exited with code 3");
        assertThat(info.resources()).isEqualTo(Resources.of(1, 1000));
        assertThat(info.profile()).isEqualTo(exec.inspect().profile());
        assertThat(info.runtime()).isEqualTo(exec.inspect().runtime());
    }

    @Test
    void aShellIsOpenedBesideARunningCommand() throws Exception {
        Path go = shared().resolve("go");
        Exec exec = put(ExecConfig.exec("echo from the command > $tmp/message; echo ready; " + until(go)));
        try (BufferedReader log =
                new BufferedReader(new InputStreamReader(exec.logs(LogStream.STDOUT, true), StandardCharsets.UTF_8))) {
            assertThat(log.readLine()).isEqualTo("ready");
        }
        try (Shell shell = exec.shell()) {
            shell.stdin().write("cat $tmp/message; exit\n".getBytes(StandardCharsets.UTF_8));
            shell.stdin().flush();
            assertThat(new String(shell.stdout().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("from the command");
        }
        assertThat(exec.state()).isEqualTo(ExecState.RUNNING);
        Shell open = exec.shell();
        Files.createFile(go);
        exec.await();
        assertThat(open.stdout().readAllBytes()).isEmpty();
        open.close();

        assertFails(ErrorKind.PRECONDITION, exec::shell);
    }

    @Test
    void execsWaitForResources() throws Exception {
        reopen(setup().withResources(Resources.of(2, 1000)));
        Path go = shared().resolve("go");
        Exec first = put(ExecConfig.exec(until(go)).resources(Resources.of(2, 500)));
        awaitState(first, ExecState.RUNNING);
        Exec second = put(echo("x").resources(Resources.of(1, 500)));
        Exec withoutNeeds = put(echo("y"));
        withoutNeeds.await();

        assertThat(second.state()).isEqualTo(ExecState.PENDING);
        assertThat(log(second, LogStream.STDOUT)).isEmpty();
        Files.createFile(go);
        first.await();
        second.await();
        assertThat(text(second.result().fileset())).isEqualTo("x\n");
    }

    @Test
    void anExecThatWaitsCanBeCanceled() throws Exception {
        reopen(setup().withResources(Resources.of(1, 1000)));
        Path go = shared().resolve("go");
        Exec first = put(ExecConfig.exec(until(go)).resources(Resources.of(1, 1)));
        Exec second = put(echo("x").resources(Resources.of(1, 1)));
        Exec third = put(echo("y").resources(Resources.of(1, 1)));
        second.cancel();

        assertFails(ErrorKind.CANCELED, second::await);
        assertThat(third.state()).isEqualTo(ExecState.PENDING);
        Files.createFile(go);
        first.await();
        third.await();
    }

    @Test
    void noMoreCommandsRunAtATimeThanAreAllowed() throws Exception {
        int limit = setup().maxCommands();
        Path go = shared().resolve("go");
        List<Exec> execs = new ArrayList<>();
        for (int i = 0; i < limit + 3; i++) {
            execs.add(put(ExecConfig.exec(until(go))));
        }
        await(() -> running(execs) == limit);
        assertThat(execs.stream().filter(exec -> exec.state() == ExecState.PENDING))
                .hasSize(3);
        Files.createFile(go);
        execs.forEach(Exec::await);
    }

    private static long running(List<Exec> execs) {
        return execs.stream().filter(exec -> exec.state() == ExecState.RUNNING).count();
    }

    @Test
    void waitingDoesNotCountAgainstTheTimeLimit() throws Exception {
        reopen(setup().withResources(Resources.of(1, 1000)));
        Path go = shared().resolve("go");
        Exec first = put(ExecConfig.exec(until(go)).resources(Resources.of(1, 1)));
        Exec second = put(echo("x").resources(Resources.of(1, 1)).timeout(Duration.ofMinutes(1)));
        awaitState(first, ExecState.RUNNING);
        assertThat(second.inspect().started()).isEmpty();
        Files.createFile(go);
        second.await();

        assertThat(second.result().failure()).isEmpty();
    }
}
