package io.weirflow.backend.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.Weirflow;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.cache.MemoryAssoc;
import io.weirflow.repository.MemoryRepository;
import io.weirflow.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBackendTest {
    @TempDir
    Path folder;

    @Test
    void twoRuntimesShareAFolder() throws IOException {
        Path state = folder.resolve("state");
        try (Weirflow one = FileBackend.open(state);
                Weirflow two = FileBackend.builder(state).labels(Set.of("a=b")).open()) {
            assertThat(two.repository().read(one.repository().put(Texts.bytes("text"))))
                    .asString()
                    .isEqualTo("text");
        }
        try (Stream<Path> entries = Files.list(folder)) {
            assertThat(entries).containsExactly(state);
        }
        try (Stream<Path> entries = Files.list(state)) {
            assertThat(entries.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("weirflow.format", "weirflow.db", "objects", "execs");
        }
    }

    @Test
    void contentsAndTheIndexMayBeElsewhere() throws IOException {
        MemoryRepository repository = MemoryRepository.create();
        MemoryAssoc assoc = MemoryAssoc.create();
        for (String name : List.of("one", "two")) {
            try (Weirflow weirflow = FileBackend.builder(folder.resolve(name))
                    .repository(repository)
                    .assoc(assoc)
                    .open()) {
                var task = Task.named("hello")
                        .command("echo hello >{{out}}")
                        .outFile("out")
                        .build();
                var evaluation = weirflow.evaluate(task.out("out")).await();
                assertThat(evaluation.report()).contains(name.equals("one") ? "1 ran" : "0 ran");
                assertThat(evaluation.file(task.out("out")).text()).isEqualTo("hello\n");
            }
            assertThat(folder.resolve(name).resolve("objects")).doesNotExist();
        }
        assertThat(assoc.count()).isPositive();
    }

    @Test
    void labelsOfAnIndexElsewhereAreNotSetHere() {
        assertThatThrownBy(() -> FileBackend.builder(folder)
                        .assoc(MemoryAssoc.create())
                        .labels(Set.of("a=b"))
                        .open())
                .hasMessageContaining("labels belong to the index");
    }

    @Test
    void aFolderOfALaterReleaseIsRefused() throws IOException {
        FileBackend.open(folder).close();
        Files.writeString(folder.resolve("weirflow.format"), "weirflow folder, version 2\n");

        assertRefused(ErrorKind.NOT_SUPPORTED, "use a later release");
    }

    @Test
    void aFolderOfAnotherFormatIsRefused() throws IOException {
        Files.writeString(folder.resolve("weirflow.format"), "something else\n");

        assertRefused(ErrorKind.INVALID, "weirflow.format");
    }

    @Test
    void aDatabaseThatIsNoneIsRefused() throws IOException {
        Files.writeString(folder.resolve("weirflow.db"), "this is a text, and long enough to look at. ".repeat(10));

        assertRefused(ErrorKind.INVALID, "not an SQLite database");
    }

    private void assertRefused(ErrorKind kind, String message) {
        assertThatThrownBy(() -> FileBackend.open(folder))
                .hasMessageContaining(message)
                .matches(e -> ((WeirflowException) e).is(kind));
    }
}
