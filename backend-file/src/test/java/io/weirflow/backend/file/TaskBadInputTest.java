package io.weirflow.backend.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weirflow.Weirflow;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.eval.ExecFailedException;
import io.weirflow.task.Handle;
import io.weirflow.task.Source;
import io.weirflow.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user of tasks is told of bad sources and of commands that end badly. */
class TaskBadInputTest {
    @TempDir
    Path temp;

    private Weirflow weirflow;

    @BeforeEach
    void open() {
        weirflow = FileBackend.open(temp.resolve("state"));
    }

    @AfterEach
    void close() {
        weirflow.close();
    }

    private WeirflowException failure(Handle target) {
        return catchThrowableOfType(
                WeirflowException.class, () -> weirflow.evaluate(target).await());
    }

    @Test
    void aLoopOfLinksInASourceDirectoryIsAFailureThatNamesTheLink() throws IOException {
        Path source = Files.createDirectories(temp.resolve("source/inner")).getParent();
        Files.writeString(source.resolve("text"), "x");
        Path link = Files.createSymbolicLink(source.resolve("inner/up"), source);
        WeirflowException failure = failure(Source.directory(source));
        assertThat(failure.is(ErrorKind.INVALID)).as(failure.toString()).isTrue();
        assertThat(failure).hasMessageContaining(link.toString());

        Files.delete(link);
        assertThat(weirflow.evaluate(Source.directory(source))
                        .await()
                        .progress()
                        .failed())
                .isZero();
    }

    @Test
    void aSourceWhosePathHasANulIsAFailureThatSaysSo() {
        for (Handle source : List.of(
                Source.uri("file://" + temp + "/a\0b").asFile(),
                Source.uri("file://" + temp + "/a\0b/").asDirectory())) {
            WeirflowException failure = failure(source);
            assertThat(failure.is(ErrorKind.INVALID)).as(failure.toString()).isTrue();
            assertThat(failure).hasMessageContaining("a\\0b");
        }
    }

    @Test
    void aCommandThatIsKilledIsAFailureThatNamesTaskAndSignal() {
        Task killed = Task.named("victim")
                .command("echo half >{{result}}; kill -9 $$")
                .outFile("result")
                .build();
        WeirflowException failure = failure(killed.out("result"));
        assertThat(failure).isInstanceOf(ExecFailedException.class);
        assertThat(failure.kind()).isEqualTo(ErrorKind.EXEC);
        assertThat(failure).hasMessageContaining("victim").hasMessageContaining("SIGKILL");
    }

    @Test
    void aCommandThatDoesNotWriteItsOutputIsAFailureThatNamesTaskAndOutput() {
        Task idle = Task.named("idle")
                .command("echo {{written}} {{forgotten}}; touch {{written}}")
                .outFile("written")
                .outFile("forgotten")
                .build();
        WeirflowException failure = failure(idle.out("written"));
        assertThat(failure).isInstanceOf(ExecFailedException.class);
        assertThat(failure).hasMessageContaining("idle").hasMessageContaining("forgotten");
    }

    @Test
    void aCommandThatFloodsItsOutputIsEndedAndTold() {
        Task flood = Task.named("flood")
                .command("yes; touch {{result}}")
                .outFile("result")
                .build();
        WeirflowException failure = failure(flood.out("result"));
        assertThat(failure.is(ErrorKind.RESOURCES_EXHAUSTED))
                .as(failure.toString())
                .isTrue();
        assertThat(failure).hasMessageContaining("flood");
    }
}
