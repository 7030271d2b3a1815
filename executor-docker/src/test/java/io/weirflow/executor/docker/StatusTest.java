package io.weirflow.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void prepare() throws IOException {
        file = folder.resolve("status");
        Status.prepare(file);
    }

    @Test
    void whatWasOnlyPreparedSaysNothing() throws IOException {
        assertThat(Status.read(file)).isEmpty();
        assertThat(Status.read(folder.resolve("missing"))).isEmpty();
        Files.writeString(file, "stopping\n");
        assertThat(Status.read(file)).isEmpty();
    }

    @Test
    void whatTheSupervisorWroteIsRead() throws IOException {
        Files.writeString(file, "ended 0\ncpu 1000 2500\noom 2\n\n\n\n");

        assertThat(Status.read(file)).contains(new Status(Optional.of(Duration.ofNanos(1500)), 2));
    }

    @Test
    void whatTheSystemDidNotTellIsUnknown() throws IOException {
        Files.writeString(file, "ended 1\ncpu 0 0\noom 0\n");

        assertThat(Status.read(file)).contains(new Status(Optional.empty(), 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ended x\ncpu\noom\n", "ended 0\ncpu a b\noom c\n", "ended 0\noom 99999999999999999999\n"})
    void nonsenseCountsNothing(String text) throws IOException {
        Files.writeString(file, text);

        assertThat(Status.read(file)).contains(new Status(Optional.empty(), 0));
    }

    @Test
    void noMoreIsReadThanASupervisorWrites() throws IOException {
        Files.writeString(file, "ended 0\n" + "x".repeat(100_000) + "\noom 3\n");

        assertThat(Status.read(file)).contains(new Status(Optional.empty(), 0));
    }
}
