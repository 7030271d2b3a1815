package io.weirflow.exec.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.exec.Arg;
import io.weirflow.exec.Exec;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.ExecState;
import io.weirflow.exec.Executor;
import io.weirflow.exec.LogStream;
import io.weirflow.exec.OutputSpec;
import io.weirflow.fileset.Fileset;
import io.weirflow.repository.MemoryRepository;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that do what no command should. */
class ProcessFaultsTest {
    private static final int MANY_FILES = Integer.getInteger("weirflow.files", 5_000);
    private static final long FLOOD_BYTES = 300_000_000;

    @TempDir
    Path folder;

    private final MemoryRepository repository = MemoryRepository.create();
    private Executor executor;

    @BeforeEach
    void open() {
        executor = ProcessExecutor.builder(folder.resolve("x"), repository)
                .logLimitBytes(2 * FLOOD_BYTES)
                .open();
    }

    @AfterEach
    void close() {
        executor.close();
    }

    private Exec put(ExecConfig.Builder config) {
        return executor.put(Digest.of(config.build().command()), config.build());
    }

    private String output(Exec exec) {
        return new String(repository.read(exec.result().fileset().file().id()), StandardCharsets.UTF_8);
    }

    private void assertStillWorks() {
        Exec exec = put(ExecConfig.exec("echo fine > $out"));
        exec.await();
        assertThat(output(exec)).isEqualTo("fine\n");
    }

    @Test
    void aFloodThatIsFollowedArrivesWhole() throws IOException {
        Exec exec = put(ExecConfig.exec("head -c " + FLOOD_BYTES + " /dev/zero; echo end > $out"));
        long count = 0;
        try (InputStream log = exec.logs(LogStream.STDOUT, true)) {
            byte[] buffer = new byte[1 << 16];
            for (int n = log.read(buffer); n >= 0; n = log.read(buffer)) {
                count += n;
            }
        }
        exec.await();

        assertThat(exec.result().failure()).isEmpty();
        assertThat(count).isEqualTo(FLOOD_BYTES);
    }

    @Test
    void aCommandThatDeletesItsWorkingFolderMayStillSucceed() {
        Exec exec = put(ExecConfig.exec("rm -rf \"$tmp\"; echo x > $out"));
        exec.await();

        assertThat(output(exec)).isEqualTo("x\n");
        assertStillWorks();
    }

    @Test
    void aCommandThatDeletesItsWholeFolderIsLostWithAReason() {
        Exec exec = put(ExecConfig.exec("f=$(cd \"$tmp/..\"; pwd); cd /; rm -rf \"$f\""));
        WeirflowException lost = catchThrowableOfType(WeirflowException.class, exec::await);

        assertThat(exec.state()).isEqualTo(ExecState.LOST);
        assertThat(lost).hasMessageContaining(exec.id().hex()).hasMessageContaining("is gone");
        assertThat(lost.kind()).isEqualTo(ErrorKind.NOT_EXIST);
        assertStillWorks();
    }

    @Test
    void aCommandThatPutsAFileInPlaceOfItsFolderDoesNotBreakTheExecutor() throws IOException {
        Exec exec = put(ExecConfig.exec("f=$(cd \"$tmp/..\"; pwd); cd /; rm -rf \"$f\"; echo x > \"$f\""));
        WeirflowException lost = catchThrowableOfType(WeirflowException.class, exec::await);

        assertThat(lost).hasMessageContaining("is gone");
        assertThat(exec.state()).isEqualTo(ExecState.LOST);
        assertStillWorks();
        executor.remove(exec.id());
        assertThat(folder.resolve("x/execs").resolve(exec.id().hex())).doesNotExist();
        close();
        open();
        assertThat(executor.execs()).hasSize(1);
    }

    @Test
    void aCommandThatReplacesItsFoldersByLinksDeletesNothingElsewhere() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.writeString(other.resolve("precious"), "x");
        Exec exec = put(ExecConfig.exec("cd /; rm -rf \"$tmp\"; ln -s '" + other + "' \"$tmp\"; mkdir $out; ln -s '"
                + other + "' \"$(dirname \"$out\")/more\""));
        exec.await();
        executor.remove(exec.id());

        assertThat(other.resolve("precious")).hasContent("x");
        assertThat(folder.resolve("x/execs").resolve(exec.id().hex())).doesNotExist();
    }

    @Test
    void manySmallOutputsAreCollectedAndRemoved() {
        Exec exec = put(ExecConfig.exec("cd %s; seq " + MANY_FILES + " | split -l 1 -a 6 - f")
                .args(List.of(new Arg.Output(0)))
                .outputs(List.of(new OutputSpec("d", true, false))));
        exec.await();

        assertThat(exec.result().failure()).isEmpty();
        Fileset files = exec.result().fileset().elements().get(0);
        assertThat(files.files()).hasSize(MANY_FILES);
        assertThat(repository.read(files.files().get("faaaaaa").id()))
                .asString()
                .isEqualTo("1\n");
        assertThat(folder.resolve("x/execs").resolve(exec.id().hex()).resolve("return"))
                .doesNotExist();
    }
}
