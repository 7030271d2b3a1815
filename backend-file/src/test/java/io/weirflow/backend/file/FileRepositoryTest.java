package io.weirflow.backend.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileRepositoryTest {
    @TempDir
    Path folder;

    private Path root;
    private FileRepository repository;

    @BeforeEach
    void open() {
        root = folder.resolve("objects");
        repository = FileRepository.open(root);
    }

    @AfterEach
    void close() {
        repository.close();
    }

    @Test
    void objectsLieInReflowsTree() {
        Digest digest = repository.put(Texts.bytes("hello"));

        assertThat(root.resolve("2c/f24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"))
                .hasContent("hello");
        assertThat(digest.hex()).startsWith("2cf24dba");
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                1,
                IngestBuffer.SIZE_BYTES - 1,
                IngestBuffer.SIZE_BYTES,
                IngestBuffer.SIZE_BYTES + 1,
                3 * IngestBuffer.SIZE_BYTES
            })
    void contentOfAnySizeIsStoredAndReadBack(int size) throws IOException {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        Path source = Files.write(folder.resolve("source"), content);

        assertThat(repository.put(content)).isEqualTo(Digest.of(content));
        assertThat(repository.putFile(source).sizeBytes()).isEqualTo(size);
        assertThat(repository.read(Digest.of(content))).isEqualTo(content);
        assertThat(repository.size(Digest.of(content))).isEqualTo(size);
        assertThat(repository.missing(List.of(Digest.of(content)))).isEmpty();
    }

    @Test
    void nothingButObjectsIsLeftAfterClosing() throws IOException {
        repository.put(new byte[1_000_000]);
        repository.put(new byte[1_000_000]);
        repository.flush();
        repository.close();

        assertThat(files(root)).hasSize(1);
    }

    @Test
    void anEmptiedObjectCountsAsMissingAndIsReplaced() throws IOException {
        Digest digest = repository.put(Texts.bytes("text"));
        replace(digest, "");

        assertThat(repository.missing(List.of(digest))).containsExactly(digest);
        assertThatThrownBy(() -> repository.materialize(digest, folder.resolve("copy")))
                .matches(e -> ((WeirflowException) e).is(ErrorKind.INTEGRITY));
        repository.put(Texts.bytes("text"));
        assertThat(repository.read(digest)).asString().isEqualTo("text");
    }

    @Test
    void anObjectThatWasCutOffIsReplaced() throws IOException {
        Digest digest = repository.put(Texts.bytes("text"));
        replace(digest, "te");

        repository.put(Texts.bytes("text"));
        assertThat(repository.read(digest)).asString().isEqualTo("text");
    }

    @Test
    void anObjectThatWasFoundDamagedCountsAsMissingUntilItIsPutAgain() throws IOException {
        Digest digest = repository.put(Texts.bytes("text"));
        replace(digest, "tent");

        assertThatThrownBy(() -> repository.read(digest)).matches(e -> ((WeirflowException) e).is(ErrorKind.INTEGRITY));
        assertThat(repository.missing(List.of(digest))).containsExactly(digest);
        repository.put(Texts.bytes("text"));
        assertThat(repository.missing(List.of(digest))).isEmpty();
        assertThat(repository.read(digest)).asString().isEqualTo("text");
    }

    @Test
    void aLinkIsTheObjectItself() throws IOException {
        Digest digest = repository.put(Texts.bytes("text"));
        Path link = folder.resolve("link");
        repository.materialize(digest, link, MaterializeMode.LINK);

        assertThat(Files.isSameFile(link, object(digest))).isTrue();
    }

    @Test
    void whatIsThereIsNotOverwritten() throws IOException {
        Digest digest = repository.put(Texts.bytes("text"));
        Path target = Files.writeString(folder.resolve("target"), "mine");

        for (MaterializeMode mode : MaterializeMode.values()) {
            assertThatThrownBy(() -> repository.materialize(digest, target, mode))
                    .matches(e -> ((WeirflowException) e).is(ErrorKind.PRECONDITION));
        }
        assertThat(target).hasContent("mine");
    }

    @Test
    void whatIsNotThereIsSaidToBeMissing() {
        Digest digest = Digest.of("nothing");

        for (Runnable attempt : List.<Runnable>of(
                () -> repository.open(digest),
                () -> repository.size(digest),
                () -> repository.read(digest),
                () -> repository.materialize(digest, folder.resolve("copy")),
                () -> repository.materialize(digest, folder.resolve("copy"), MaterializeMode.LINK),
                () -> repository.putFile(folder.resolve("nothing")))) {
            assertThatThrownBy(attempt::run).matches(e -> ((WeirflowException) e).is(ErrorKind.NOT_EXIST));
        }
        assertThat(folder.resolve("copy")).doesNotExist();
    }

    @Test
    void aStreamThatFailsLeavesNothing() throws IOException {
        InputStream broken = new FilterInputStream(new ByteArrayInputStream(new byte[2 * IngestBuffer.SIZE_BYTES])) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int count = super.read(buffer, offset, length);
                if (count < 0) {
                    throw new IOException("the network is down");
                }
                return count;
            }
        };

        assertThatThrownBy(() -> repository.put(broken)).hasMessageContaining("the network is down");
        repository.close();
        assertThat(files(root)).allMatch(path -> path.toString().contains("/tmp/s-"));
    }

    @Test
    void anInterruptedPutIsCanceled() throws IOException {
        Path source = Files.write(folder.resolve("source"), new byte[1_000_000]);
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> repository.putFile(source))
                .matches(e -> ((WeirflowException) e).is(ErrorKind.CANCELED));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(repository.missing(List.of(Digest.of(new byte[1_000_000])))).hasSize(1);
    }

    @Test
    void manyThreadsMayPutTheSame() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Digest>> puts = Stream.generate(() -> threads.submit(() -> {
                        Digest last = Digest.of("");
                        for (int i = 0; i < 50; i++) {
                            last = repository.put(Texts.bytes("content " + i));
                            assertThat(repository.read(last)).asString().isEqualTo("content " + i);
                        }
                        return last;
                    }))
                    .limit(8)
                    .toList();
            for (Future<Digest> put : puts) {
                assertThat(put.get()).isEqualTo(Digest.of("content 49"));
            }
        } finally {
            threads.shutdown();
        }
        assertThat(files(root).stream().filter(path -> !path.startsWith(root.resolve("tmp"))))
                .hasSize(50);
    }

    @Test
    void aFileIsNoRepository() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> FileRepository.open(file)).matches(e -> ((WeirflowException) e).is(ErrorKind.INVALID));
    }

    @Test
    void aFolderIsNoContent() {
        assertThatThrownBy(() -> repository.putFile(folder)).hasMessageContaining(folder.toString());
        assertThat(repository.missing(Set.of(Digest.of("")))).hasSize(1);
    }

    private Path object(Digest digest) {
        return new ObjectTree(root).path(digest);
    }

    private void replace(Digest digest, String content) throws IOException {
        Files.delete(object(digest));
        Files.writeString(object(digest), content);
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.filter(Files::isRegularFile).toList();
        }
    }
}
