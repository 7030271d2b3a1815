package consumer;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.weirflow.Weirflow;
import io.weirflow.backend.file.FileBackend;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.executor.docker.DockerExecutor;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host that would run commands in containers, on a machine without a Docker engine. */
class WithoutEngineTest {
    @TempDir
    Path folder;

    private Weirflow open() {
        return FileBackend.builder(folder.resolve("state"))
                .executor(place -> DockerExecutor.builder(place.folder(), place.repository())
                        .blobs(place.sources())
                        .engine("unix://" + folder.resolve("nowhere.sock"))
                        .image("debian:12-slim")
                        .open())
                .open();
    }

    @Test
    void itIsToldThatNoEngineAnswersAndWhereOneWasExpected() {
        assertThatExceptionOfType(WeirflowException.class)
                .isThrownBy(this::open)
                .matches(e -> e.is(ErrorKind.UNAVAILABLE))
                .withMessageContaining("nowhere.sock does not answer")
                .withMessageContaining("DOCKER_HOST");
    }
}
