package io.weirflow.backend.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepositoryFlushTest {
    @TempDir
    Path root;

    @ParameterizedTest
    @CsvSource({"sync, 1", "sync, 17", "no-such-program, 17", "no-such-program, 1"})
    void afterAFlushNothingIsMarkedAsNotDurable(String program, int blobs) throws IOException {
        try (FileRepository repository = open(program)) {
            putMany(repository, blobs);
            assertThat(marks()).isEqualTo(1);
            repository.flush();
            assertThat(marks()).isZero();
            repository.flush();
            repository.put(Texts.bytes("another"));
            assertThat(marks()).isEqualTo(1);
        }
    }

    @Test
    void aDiskThatFailsMakesThisAndEveryLaterFlushFail() throws IOException {
        try (FileRepository repository = open("false")) {
            putMany(repository, 17);
            assertThatThrownBy(repository::flush).matches(e -> ((WeirflowException) e).is(ErrorKind.FATAL));
            repository.put(Texts.bytes("another"));
            assertThatThrownBy(repository::flush).matches(e -> ((WeirflowException) e).is(ErrorKind.FATAL));
            assertThat(marks()).isEqualTo(1);
        }
    }

    @Test
    void whatWasCollectedMeanwhileNeedNotBeDurable() throws IOException {
        try (FileRepository repository = open("sync")) {
            Digest digest = repository.put(Texts.bytes("text"));
            Files.delete(new ObjectTree(root).path(digest));
            repository.flush();
            assertThat(marks()).isZero();
        }
    }

    @Test
    void anInterruptedFlushIsCanceledAndCanBeRepeated() throws IOException {
        try (FileRepository repository = open("sync")) {
            repository.put(Texts.bytes("text"));
            Thread.currentThread().interrupt();
            assertThatThrownBy(repository::flush).matches(e -> ((WeirflowException) e).is(ErrorKind.CANCELED));
            assertThat(Thread.interrupted()).isTrue();
            repository.flush();
            assertThat(marks()).isZero();
        }
    }

    private FileRepository open(String program) {
        return FileRepository.open(root, Clock.systemUTC(), program);
    }

    private static void putMany(FileRepository repository, int count) {
        for (int i = 0; i < count; i++) {
            repository.put(Texts.bytes("content " + i));
        }
    }

    private long marks() throws IOException {
        try (Stream<Path> walk = Files.walk(root.resolve("tmp"))) {
            return walk.filter(path -> path.getFileName().toString().startsWith("unflushed-"))
                    .count();
        }
    }
}
