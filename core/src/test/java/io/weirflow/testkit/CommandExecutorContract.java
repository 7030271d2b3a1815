package io.weirflow.testkit;

import static io.weirflow.testkit.StorageAssertions.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.ErrorKind;
import io.weirflow.exec.Exec;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.ExecState;
import io.weirflow.exec.LogStream;
import io.weirflow.exec.Profile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The contract of executors that run commands, interns and externs and keep their execs in a folder: extend it, open the
 * implementation, and say through the hooks where commands see what the test sees.
 */
public abstract class CommandExecutorContract extends TransferRules {
    @Test
    void aCompleteExecIsFoundAgain() throws Exception {
        ExecConfig.Builder config = command(
                        "cat %s > %s; echo log; echo $A", List.of(in(file("content")), out(0)), outFile("o"))
                .ident("ident")
                .env(Map.of("A", "b"))
                .secretEnv(Map.of("TOKEN", "s3cr3t"));
        Exec good = run(config);
        Exec bad = run(ExecConfig.exec("echo bad >&2; exit 7"));
        Exec intern = run(ExecConfig.extern("mem://bucket/out").args(List.of(in(file("x")))));
        reopen(setup());

        Exec goodAgain = executor.get(good.id()).orElseThrow();
        goodAgain.await();
        assertThat(goodAgain.result()).isEqualTo(good.result());
        assertThat(log(goodAgain, LogStream.STDOUT)).isEqualTo("log\nb\n");
        assertThat(goodAgain.inspect().config().ident()).isEqualTo("ident");
        assertThat(goodAgain.inspect().config().args()).isEqualTo(config.build().args());
        assertThat(goodAgain.inspect().config().secretEnv()).isEqualTo(Map.of("TOKEN", ""));
        assertThat(goodAgain.inspect().profile()).isEqualTo(good.inspect().profile());
        assertThat(goodAgain.inspect().started()).isEqualTo(good.inspect().started());
        assertThat(goodAgain.inspect().profile()).isNotEqualTo(Profile.EMPTY);
        Exec badAgain = executor.get(bad.id()).orElseThrow();
        assertThat(badAgain.result()).isEqualTo(bad.result());
        assertThat(badAgain.inspect().exitCode()).hasValue(7);
        assertThat(log(badAgain, LogStream.STDERR)).isEqualTo("bad\n");
        assertThat(executor.get(intern.id()).orElseThrow().result()).isEqualTo(intern.result());
        assertThat(executor.execs()).hasSize(3);

        assertThat(executor.put(good.id(), echo("not run").build()).result()).isEqualTo(good.result());
        Exec replaced = executor.put(bad.id(), echo("run").build());
        replaced.await();
        assertThat(text(replaced.result().fileset())).isEqualTo("run\n");
    }

    @Test
    void anExecWhoseResultIsGoneIsLost() throws Exception {
        Exec exec = run(echo("content"));
        repository.remove(exec.result().fileset().file().id());
        reopen(setup());

        Exec lost = executor.get(exec.id()).orElseThrow();
        assertThat(lost.state()).isEqualTo(ExecState.LOST);
        assertFails(ErrorKind.UNAVAILABLE, lost::await);
        executor.put(exec.id(), echo("content").build()).await();
        assertThat(text(executor.get(exec.id()).orElseThrow().result().fileset()))
                .isEqualTo("content\n");
    }

    @Test
    void anExecThatWasUnderWayAtTheCloseIsLost() throws Exception {
        Path ready = shared().resolve("ready");
        Exec exec = put(ExecConfig.exec("echo > " + ready + "; sleep 1000"));
        await(() -> Files.exists(ready));
        reopen(setup());

        Exec lost = executor.get(exec.id()).orElseThrow();
        assertThat(lost.state()).isEqualTo(ExecState.LOST);
        assertFails(ErrorKind.UNAVAILABLE, lost::await);
        assertThat(lost.inspect().renderedCommand()).contains("sleep 1000");
        executor.put(exec.id(), echo("again").build()).await();
        assertThat(executor.get(exec.id()).orElseThrow().state()).isEqualTo(ExecState.COMPLETE);
    }

    @Test
    void aRemovedExecIsNotFoundAgain() throws Exception {
        Exec exec = run(echo("x"));
        executor.remove(exec.id());
        reopen(setup());

        assertThat(executor.execs()).isEmpty();
    }

    @Test
    void aFolderBelongsToOneExecutorAtATime() throws Exception {
        assertThat(assertFails(ErrorKind.PRECONDITION, () -> open(folder.resolve("executor"), repository, setup())))
                .hasMessageContaining(folder.resolve("executor").toRealPath().toString());
        success(echo("still fine"));
        reopen(setup());
        success(echo("free again"));
    }

    @Test
    void anExecutorMayBeOpenedAndClosedWithoutAnyExec() throws Exception {
        reopen(setup());
        reopen(setup());
        assertThat(executor.execs()).isEmpty();
    }
}
