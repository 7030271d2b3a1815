package io.weirflow.backend.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqliteFailuresTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("weirflow.db");
    }

    @ParameterizedTest
    @CsvSource({
        "5, TEMPORARY, try again", // busy
        "261, TEMPORARY, try again", // busy, recovering
        "6, TEMPORARY, try again", // locked
        "13, RESOURCES_EXHAUSTED, disk is full",
        "8, NOT_ALLOWED, read-only",
        "1032, NOT_ALLOWED, read-only", // the file was moved away
        "11, INTEGRITY, damaged",
        "26, INVALID, not an SQLite database",
        "14, UNAVAILABLE, folder exists",
        "10, UNAVAILABLE, disk reported",
        "778, UNAVAILABLE, disk reported", // failed to write
        "9, CANCELED, interrupted",
        "19, OTHER, constraint"
    })
    void aResultCodeHasAKind(int code, ErrorKind kind, String message) {
        SQLException e = new SQLException("interrupted by a constraint", "", code);
        WeirflowException failure = SqliteFailures.of(e, file, "store");

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessageContaining(message).hasMessageContaining(file.toString());
    }

    @Test
    void aTextIsNoDatabase() throws IOException {
        Files.writeString(file, "text ".repeat(1000));
        assertOpeningFails(ErrorKind.INVALID, "not an SQLite database");
    }

    @Test
    void aFolderIsNoDatabase() throws IOException {
        Files.createDirectory(file);
        assertOpeningFails(ErrorKind.UNAVAILABLE, "cannot be opened");
    }

    @Test
    void aFolderThatIsMissingIsNamed() {
        file = folder.resolve("missing/weirflow.db");
        assertOpeningFails(ErrorKind.UNAVAILABLE, "folder exists");
    }

    @Test
    void theDatabaseOfAnotherProgramIsRefusedAndLeftAsItIs() {
        try (Database other = Database.open(file, Schema.STATE)) {
            assertOpeningFails(ErrorKind.INVALID, "another program");
            assertThat(other.<Long>read("check", session -> session.number("SELECT count(*) FROM state")))
                    .isZero();
        }
    }

    @Test
    void aLaterVersionIsRefused() {
        try (Database later = Database.open(file, Schema.ASSOC)) {
            later.write("raise", session -> {
                session.execute("PRAGMA user_version = 1000");
                return true;
            });
        }
        assertOpeningFails(ErrorKind.NOT_SUPPORTED, "version 1000");
    }

    @Test
    void aDatabaseThatWasCutOffIsDamaged() throws IOException {
        try (Database database = Database.open(file, Schema.ASSOC)) {
            database.write("fill", session -> {
                for (int i = 0; i < 1000; i++) {
                    session.execute("INSERT INTO observed VALUES ('" + i + "', 0, 0, zeroblob(1000))");
                }
                return true;
            });
        }
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));

        assertThatThrownBy(() -> {
                    try (FileAssoc assoc = FileAssoc.open(file)) {
                        assoc.count();
                    }
                    try (Database database = Database.open(file, Schema.ASSOC)) {
                        database.<Long>read(
                                "sum", session -> session.number("SELECT sum(length(files)) FROM observed"));
                    }
                })
                .matches(e -> ((WeirflowException) e).is(ErrorKind.INTEGRITY));
    }

    @Test
    void aFullDatabaseLeavesWhatWasStored() {
        try (Database database = Database.open(file, Schema.ASSOC)) {
            assertThatThrownBy(() -> database.write("fill", session -> {
                        session.execute("PRAGMA max_page_count = 20");
                        session.execute("INSERT INTO observed VALUES ('x', 0, 0, zeroblob(1000000))");
                        return true;
                    }))
                    .matches(e -> ((WeirflowException) e).is(ErrorKind.RESOURCES_EXHAUSTED));
            assertThat(database.<Long>read("count", session -> session.number("SELECT count(*) FROM observed")))
                    .isZero();
        }
    }

    @Test
    void aDatabaseThatIsLockedForLongIsATemporaryFailure() {
        try (Database one = Database.open(file, Schema.ASSOC);
                Database two = Database.open(file, Schema.ASSOC, Duration.ofMillis(20))) {
            one.write("hold", session -> {
                assertThatThrownBy(() -> two.write("wait", other -> true))
                        .matches(e -> ((WeirflowException) e).is(ErrorKind.TEMPORARY));
                return true;
            });
            assertThat(two.<Boolean>write("go on", other -> true)).isTrue();
        }
    }

    private void assertOpeningFails(ErrorKind kind, String message) {
        assertThatThrownBy(() -> Database.open(file, Schema.ASSOC))
                .hasMessageContaining(message)
                .matches(e -> ((WeirflowException) e).is(kind));
    }
}
