package io.weirflow.backend.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.Weirflow;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
