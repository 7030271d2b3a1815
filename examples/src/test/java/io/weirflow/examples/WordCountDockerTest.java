package io.weirflow.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.Weirflow;
import io.weirflow.backend.file.ExecutorPlace;
import io.weirflow.backend.file.FileBackend;
import io.weirflow.digest.Digest;
import io.weirflow.exec.Executor;
import io.weirflow.exec.process.ProcessExecutor;
import io.weirflow.executor.docker.DockerExecutor;
import io.weirflow.executor.docker.TestEngine;
import io.weirflow.task.FileFlow;
import io.weirflow.task.Source;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TestEngine.class)
final class WordCountDockerTest {
    @TempDir
    Path folder;

    private Path books;

    @BeforeEach
    void writeBooks() throws Exception {
        books = Files.createDirectory(folder.resolve("books"));
        Files.writeString(books.resolve("one.txt"), "The cat and the dog\n");
        Files.writeString(books.resolve("it's 2.txt"), "the end\n");
    }

    private static Executor processes(ExecutorPlace place) {
        return ProcessExecutor.builder(place.folder(), place.repository())
                .blobs(place.sources())
                .open();
    }

    private static Executor containers(ExecutorPlace place) {
        return DockerExecutor.builder(place.folder(), place.repository())
                .blobs(place.sources())
                .engine(TestEngine.host())
                .image(TestEngine.image())
                .open();
    }

    private Digest count(Function<ExecutorPlace, Executor> executor, String expectedReport) {
        try (Weirflow weirflow =
                FileBackend.builder(folder.resolve("state")).executor(executor).open()) {
            FileFlow words = WordCount.words(Source.directory(books));
            var evaluation = weirflow.evaluate(words).await();
            assertThat(evaluation.report()).contains(expectedReport);
            return evaluation.file(words).digest();
        }
    }

    @Test
    void bothExecutorsCountTheSameAndNeitherTakesTheOthersResults() {
        Digest byProcesses = count(WordCountDockerTest::processes, "4 ran, 0 cached");
        Digest byContainers = count(WordCountDockerTest::containers, "3 ran, 1 cached");

        assertThat(byContainers).isEqualTo(byProcesses);
        assertThat(count(WordCountDockerTest::processes, "0 ran")).isEqualTo(byProcesses);
        assertThat(count(WordCountDockerTest::containers, "0 ran")).isEqualTo(byContainers);
    }

    @Test
    void theProgramCountsInContainers() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        int status = WordCount.run(
                WordCountDockerTest::containers,
                List.of(books.toString(), folder.resolve("other").toString()),
                stream,
                stream);

        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("       3 the\n");
        assertThat(status).isZero();
    }
}
