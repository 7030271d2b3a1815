package io.weirflow.exec.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.ErrorKind;
import io.weirflow.digest.Digest;
import io.weirflow.exec.Arg;
import io.weirflow.exec.Exec;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.ExecState;
import io.weirflow.exec.Executor;
import io.weirflow.exec.OutputSpec;
import io.weirflow.fileset.Fileset;
import io.weirflow.repository.MemoryRepository;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessExecutorTest {
    @TempDir
    Path folder;

    private final MemoryRepository repository = MemoryRepository.create();
    private Executor executor;

    @BeforeEach
    void open() {
        executor = ProcessExecutor.builder(folder, repository).open();
    }

    @AfterEach
    void close() {
        executor.close();
    }

    private Exec run(ExecConfig config) {
        Exec exec = executor.put(Digest.of(config.toString()), config);
        exec.await();
        return exec;
    }

    private String text(Fileset file) {
        return new String(repository.read(file.file().id()), StandardCharsets.UTF_8);
    }

    @Test
    void aCommandTurnsInputsIntoOutputs() {
        Fileset input = Fileset.of(
                io.weirflow.fileset.File.resolved(repository.put("hello\n".getBytes(StandardCharsets.UTF_8)), 6));
        Exec exec = run(ExecConfig.exec("tr a-z A-Z < %s > %s; echo $NAME > %s/x")
                .args(List.of(new Arg.Input(input), new Arg.Output(0), new Arg.Output(1)))
                .outputs(List.of(new OutputSpec("a", false, false), new OutputSpec("b", true, false)))
                .env(Map.of("NAME", "it's\nme"))
                .build());

        assertThat(exec.result().failure()).isEmpty();
        List<Fileset> outputs = exec.result().fileset().elements();
        assertThat(text(outputs.get(0))).isEqualTo("HELLO\n");
        assertThat(text(Fileset.of(outputs.get(1).files().get("x")))).isEqualTo("it's me\n");
    }

    @Test
    void aFailedCommandIsAResult() {
        Exec exec = run(ExecConfig.exec("false | true").build());

        assertThat(exec.state()).isEqualTo(ExecState.COMPLETE);
        assertThat(exec.result().failure())
                .hasValueSatisfying(f -> assertThat(f.kind()).isEqualTo(ErrorKind.EXEC));
        assertThat(exec.inspect().exitCode()).hasValue(1);
    }
}
