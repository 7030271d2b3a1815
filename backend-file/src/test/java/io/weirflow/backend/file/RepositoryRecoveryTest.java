package io.weirflow.backend.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.digest.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryRecoveryTest {
    private static final String OTHER_BOOT = "s-00000000-01ARZ3NDEKTSV4RRFFQ69G5FAV-1";
    private static final String DEAD = "s-" + BootId.current() + "-01ARZ3NDEKTSV4RRFFQ69G5FAV-1";

    @TempDir
    Path root;

    @Test
    void tempFilesOfDeadProcessesAreRemoved() throws IOException {
        Path dead = deadSession(DEAD);
        Files.writeString(dead.resolve("1"), "half");

        FileRepository.open(root).close();
        assertThat(dead).doesNotExist();
    }

    @Test
    void aSessionThatLivesIsLeftAlone() throws IOException {
        FileRepository living = FileRepository.open(root);
        living.put(Texts.bytes("text"));
        List<Path> before = entries(root.resolve("tmp"));
        FileRepository.open(root).close();

        assertThat(entries(root.resolve("tmp"))).isEqualTo(before);
        living.close();
    }

    @Test
    void oldTempFilesOfOtherProgramsAreRemovedAndYoungOnesLeft() throws IOException {
        Files.createDirectories(root.resolve("tmp"));
        Path old = Files.writeString(root.resolve("tmp/create-1"), "x");
        Path young = Files.writeString(root.resolve("tmp/create-2"), "x");
        Files.setLastModifiedTime(old, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));

        FileRepository.open(root).close();
        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    @Test
    void whatWasNotFlushedBeforeAPowerCutIsChecked() throws IOException {
        Digest damaged = put("damaged");
        Digest intact = put("intact");
        Path session = deadSession(OTHER_BOOT);
        Files.writeString(session.resolve("unflushed-0"), "");
        overwrite(damaged, "dAmaged");

        try (FileRepository repository = FileRepository.open(root)) {
            assertThat(repository.missing(List.of(damaged, intact))).containsExactly(damaged);
        }
        assertThat(session).doesNotExist();
    }

    @Test
    void whatWasFlushedLongBeforeIsNotReadAgain() throws IOException {
        Digest flushed = put("flushed");
        overwrite(flushed, "fLushed");
        Files.setLastModifiedTime(
                new ObjectTree(root).path(flushed), FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
        Files.writeString(deadSession(OTHER_BOOT).resolve("unflushed-3"), "");

        try (FileRepository repository = FileRepository.open(root)) {
            assertThat(repository.missing(List.of(flushed))).isEmpty();
        }
    }

    @Test
    void anObjectThatADeadCollectorHeldIsPutBack() throws IOException {
        Digest digest = Digest.of("text");
        Files.writeString(deadSession(DEAD).resolve("aside-" + digest.hex()), "text");

        try (FileRepository repository = FileRepository.open(root)) {
            assertThat(repository.read(digest)).asString().isEqualTo("text");
        }
    }

    @Test
    void aSessionWithoutALockIsTakenForYoungUntilItIsOld() throws IOException {
        Path starting = Files.createDirectories(root.resolve("tmp").resolve(DEAD));
        FileRepository.open(root).close();
        assertThat(starting).exists();

        Files.setLastModifiedTime(starting, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
        FileRepository.open(root).close();
        assertThat(starting).doesNotExist();
    }

    @Test
    void closingWithoutFlushingLeavesTheMarkAndTheNextClearsIt() throws IOException {
        put("text");
        List<Path> left = entries(root.resolve("tmp"));
        assertThat(left).hasSize(1);
        assertThat(entries(left.get(0))).anyMatch(path -> path.toString().contains("unflushed-"));

        // As another process would see it: its name does not say that it is ours.
        Files.move(left.get(0), root.resolve("tmp").resolve(DEAD));
        FileRepository.open(root).close();
        assertThat(entries(root.resolve("tmp"))).isEmpty();
    }

    private Digest put(String content) {
        try (FileRepository repository = FileRepository.open(root)) {
            return repository.put(Texts.bytes(content));
        }
    }

    private void overwrite(Digest digest, String content) throws IOException {
        Path object = new ObjectTree(root).path(digest);
        Files.delete(object);
        Files.writeString(object, content);
    }

    private Path deadSession(String name) throws IOException {
        Path session = Files.createDirectories(root.resolve("tmp").resolve(name));
        Files.writeString(session.resolve("lock"), "");
        return session;
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (var list = Files.list(folder)) {
            return list.sorted().toList();
        }
    }
}
