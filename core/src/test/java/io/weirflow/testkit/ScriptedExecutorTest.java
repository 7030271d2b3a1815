package io.weirflow.testkit;

import static io.weirflow.testkit.StorageAssertions.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import io.weirflow.exec.Exec;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.ExecState;
import io.weirflow.exec.Executor;
import io.weirflow.exec.Result;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.repository.Repository;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptedExecutorTest extends ExecutorContract {
    @Override
    protected Executor open(Path where, Repository over, ExecutorSetup setup) {
        return ScriptedExecutor.of(over, config -> answer(over, config)).withResources(setup.resources());
    }

    private static Result answer(Repository over, ExecConfig config) {
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

    @Test
    void anExecIsCompleteWhenPutReturns() {
        assertThat(put(echo("x")).state()).isEqualTo(ExecState.COMPLETE);
    }

    @Test
    void whatTheScriptThrowsIsTheTroubleOfAnExecutor() {
        Exec exec = put(ExecConfig.exec("unknown"));

        assertThat(exec.state()).isEqualTo(ExecState.LOST);
        assertFails(ErrorKind.UNAVAILABLE, exec::await);
        assertFails(ErrorKind.PRECONDITION, exec::result);
    }
}
