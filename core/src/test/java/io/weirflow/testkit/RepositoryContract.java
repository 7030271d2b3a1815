package io.weirflow.testkit;

import static io.weirflow.testkit.StorageAssertions.assertFails;
import static io.weirflow.testkit.StorageAssertions.together;
import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.ErrorKind;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.repository.Repository;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link Repository}: extend it, return the implementation, and say through the hooks what it can do. What it
 * cannot do is not tested.
 */
public abstract class RepositoryContract extends RepositoryDamageContract {
    @Test
    void whatWasPutIsReadBack() throws Exception {
        for (int size : sizes()) {
            byte[] content = Contents.bytes(size, 1);
            Digest expected = Digest.of(content);
            assertThat(repository.contains(expected)).isFalse();
            assertThat(repository.put(Contents.trickling(content))).isEqualTo(expected);
            assertHolds(expected, content);
        }
    }

    @Test
    void bytesAndFilesAreStoredAsStreamsAre() throws Exception {
        for (int size : sizes()) {
            byte[] bytes = Contents.bytes(size, 2);
            assertThat(repository.put(bytes)).isEqualTo(Digest.of(bytes));
            assertHolds(Digest.of(bytes), bytes);

            byte[] ofFile = Contents.bytes(size, 3);
            Path file = Files.write(folder.resolve("file " + size), ofFile);
            assertThat(repository.putFile(file)).isEqualTo(File.resolved(Digest.of(ofFile), size));
            assertHolds(Digest.of(ofFile), ofFile);
        }
    }

    @Test
    void aStreamOfKnownDigestIsStoredOnlyIfItHasIt() {
        for (int size : sizes()) {
            byte[] content = Contents.bytes(size, 21);
            Digest digest = Digest.of(content);
            Digest other = absent(21 + size);
            assertFails(ErrorKind.INTEGRITY, () -> repository.put(other, Contents.trickling(content)));
            assertThat(repository.contains(other)).isFalse();
            repository.put(digest, Contents.trickling(content));
            assertHolds(digest, content);
        }
    }

    @Test
    void theArrayThatWasPutMayBeChangedAfterwards() {
        byte[] content = Contents.bytes(100, 4);
        Digest digest = repository.put(content);
        content[50]++;
        assertThat(Digest.of(repository.read(digest))).isEqualTo(digest);
        repository.read(digest)[50]++;
        assertThat(Digest.of(repository.read(digest))).isEqualTo(digest);
    }

    @Test
    void changingAFileThatWasPutDoesNotChangeTheBlob() throws Exception {
        byte[] content = Contents.bytes(bufferBytes() + 1, 5);
        Path file = Files.write(folder.resolve("mine"), content);
        Digest digest = repository.putFile(file).id();
        Files.writeString(file, "x", StandardOpenOption.WRITE);
        Files.writeString(file, "appended", StandardOpenOption.APPEND);
        assertHolds(digest, content);
        Files.delete(file);
        assertHolds(digest, content);
    }

    @Test
    void changingAMaterializedFileDoesNotChangeTheBlob() throws Exception {
        byte[] content = Contents.bytes(bufferBytes() + 1, 6);
        Digest digest = repository.put(content);
        Path file = folder.resolve("materialized");
        repository.materialize(digest, file);
        assertThat(Files.isWritable(file)).isTrue();
        Files.writeString(file, "x", StandardOpenOption.WRITE);
        Files.writeString(file, "appended", StandardOpenOption.APPEND);
        assertHolds(digest, content);
    }

    @Test
    void anAbsentBlobDoesNotExist() {
        repository.put(Contents.bytes(10, 7));
        Digest absent = absent(7);
        assertThat(repository.contains(absent)).isFalse();
        assertThat(assertFails(ErrorKind.NOT_EXIST, () -> repository.size(absent)))
                .hasMessageContaining(absent.toString());
        assertFails(ErrorKind.NOT_EXIST, () -> repository.open(absent).close());
        assertFails(ErrorKind.NOT_EXIST, () -> repository.read(absent));
        assertFails(ErrorKind.NOT_EXIST, () -> repository.materialize(absent, folder.resolve("nothing")));
    }

    @Test
    void aFileThatDoesNotExistCannotBePut() {
        assertFails(ErrorKind.NOT_EXIST, () -> repository.putFile(folder.resolve("no such file")));
    }

    @Test
    void missingTellsExactlyWhatIsAbsent() {
        Set<Digest> present = new HashSet<>();
        Set<Digest> absent = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            present.add(repository.put(Contents.bytes(i, 8)));
        }
        for (int i = 0; i < 2500; i++) {
            absent.add(absent(i));
        }
        List<Digest> all = new ArrayList<>(present);
        all.addAll(absent);
        Collections.shuffle(all, new Random(8));
        assertThat(repository.missing(all)).isEqualTo(absent);
        assertThat(repository.missing(present)).isEmpty();
        assertThat(repository.missing(List.of())).isEmpty();
        Digest one = absent(1);
        assertThat(repository.missing(List.of(one, one))).containsExactly(one);
    }

    @Test
    void storingABlobAgainSucceedsAndDoesNotDisturbReaders() throws Exception {
        byte[] content = Contents.bytes(2 * bufferBytes() + 3, 9);
        Digest digest = repository.put(content);
        try (InputStream in = repository.open(digest)) {
            byte[] head = in.readNBytes(bufferBytes());
            assertThat(repository.put(Contents.trickling(content))).isEqualTo(digest);
            byte[] tail = in.readAllBytes();
            assertThat(head).isEqualTo(Arrays.copyOf(content, head.length));
            assertThat(tail).isEqualTo(Arrays.copyOfRange(content, head.length, content.length));
        }
        assertHolds(digest, content);
    }

    @Test
    void aReaderMayStopEarly() throws Exception {
        byte[] content = Contents.bytes(3 * bufferBytes(), 10);
        Digest digest = repository.put(content);
        try (InputStream in = repository.open(digest)) {
            assertThat(in.read()).isEqualTo(content[0] & 0xff);
        }
        repository.open(digest).close();
        assertHolds(digest, content);
    }

    @Test
    void aStreamThatWasPutIsNotClosed() {
        boolean[] closed = {false};
        repository.put(new ByteArrayInputStream(new byte[10]) {
            @Override
            public void close() {
                closed[0] = true;
            }
        });
        assertThat(closed).containsExactly(false);
    }

    @Test
    void aFailingStreamLeavesNothing() {
        for (int size : sizes()) {
            byte[] head = Contents.bytes(size, 11);
            StorageAssertions.assertFails(ErrorKind.OTHER, () -> repository.put(Contents.failing(head)));
            assertThat(repository.contains(Digest.of(head))).isFalse();
            InputStream broken = Contents.ending(head, () -> {
                throw new IllegalStateException("a defect of the stream");
            });
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> repository.put(broken)))
                    .isInstanceOf(RuntimeException.class);
            assertThat(repository.contains(Digest.of(head))).isFalse();
        }
        assertIsEmpty();
    }

    @Test
    void manyThreadsMayStoreAndReadTheSameAndDifferentBlobs() throws Exception {
        List<byte[]> contents = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            contents.add(Contents.bytes(i * bufferBytes() / 7, 12));
        }
        together(8, () -> {
            for (byte[] content : contents) {
                Digest digest = repository.put(Contents.trickling(content));
                assertThat(digest).isEqualTo(Digest.of(content));
                assertThat(repository.read(digest)).isEqualTo(content);
                assertThat(repository.missing(List.of(digest))).isEmpty();
            }
            return true;
        });
    }

    @Test
    void aReaderSeesABlobWholeOrNotAtAll() throws Exception {
        byte[] content = Contents.bytes(1 << 20, 13);
        Digest digest = Digest.of(content);
        AtomicBoolean written = new AtomicBoolean();
        Callable<?> reader = () -> {
            boolean last;
            do { // once more after the end, and no longer: the writer may have failed
                last = written.get();
                if (repository.contains(digest)) {
                    assertThat(repository.size(digest)).isEqualTo(content.length);
                    assertThat(repository.read(digest)).isEqualTo(content);
                    last = true;
                }
            } while (!last);
            return true;
        };
        Callable<?> writer = () -> {
            try {
                return repository.put(Contents.trickling(content));
            } finally {
                written.set(true);
            }
        };
        together(List.of(reader, reader, writer));
        assertHolds(digest, content);
    }

    @Test
    void randomOperationsAgreeWithAModel() {
        Random random = new Random(14);
        Map<Digest, byte[]> model = new HashMap<>();
        for (int i = 0; i < 300; i++) {
            byte[] content = Contents.bytes(random.nextInt(40), random.nextInt(5));
            Digest digest = Digest.of(content);
            if (random.nextBoolean()) {
                assertThat(repository.put(content)).isEqualTo(digest);
                model.put(digest, content);
            } else {
                assertThat(repository.contains(digest)).isEqualTo(model.containsKey(digest));
                if (model.containsKey(digest)) {
                    assertThat(repository.read(digest)).isEqualTo(content);
                }
            }
        }
    }

    @Test
    void aForeignUrlCannotBeTransferredFrom() {
        URI foreign = URI.create("no-such-scheme://somewhere/else");
        Digest digest = repository.put("content".getBytes(StandardCharsets.UTF_8));
        assertThat(repository.readFrom(foreign, absent(15))).isFalse();
        assertThat(repository.writeTo(foreign, digest)).isFalse();
    }

    @Test
    void whatWasFlushedSurvivesAReopening() throws Exception {
        Map<Digest, byte[]> stored = new HashMap<>();
        for (int size : sizes()) {
            byte[] content = Contents.bytes(size, 16);
            stored.put(repository.put(content), content);
        }
        repository.flush();
        reopen().ifPresent(again -> {
            repository = again;
            stored.forEach(this::assertHolds);
        });
    }

    @Test
    void anotherHandleSeesABlobAtOnce() throws Exception {
        byte[] content = Contents.bytes(bufferBytes() + 1, 17);
        secondHandle().ifPresent(other -> {
            Digest digest = Digest.of(content);
            assertThat(other.contains(digest)).isFalse();
            assertFails(ErrorKind.NOT_EXIST, () -> other.open(digest));
            repository.put(content);
            assertThat(other.contains(digest)).isTrue();
            assertThat(other.read(digest)).isEqualTo(content);
            other.put(Contents.trickling(content));
            assertHolds(digest, content);
        });
    }

    @Test
    void anInterruptedThreadKeepsItsFlagAndDoesNoHarm() {
        byte[] content = Contents.bytes(2 * bufferBytes(), 18);
        Digest digest = repository.put(content);
        byte[] other = Contents.bytes(2 * bufferBytes(), 19);
        List<Runnable> operations = List.of(
                () -> assertThat(repository.read(digest)).isEqualTo(content),
                () -> repository.put(Contents.trickling(other)),
                () -> repository.missing(List.of(digest)),
                () -> repository.size(digest),
                repository::flush);
        for (Runnable operation : operations) {
            Thread.currentThread().interrupt();
            Throwable thrown = org.assertj.core.api.Assertions.catchThrowable(operation::run);
            assertThat(Thread.interrupted()).as("the interrupt flag").isTrue();
            if (thrown != null) {
                assertFails(ErrorKind.CANCELED, () -> {
                    throw thrown;
                });
            }
        }
        assertHolds(digest, content);
        repository.put(other);
        assertHolds(Digest.of(other), other);
    }

    @Test
    void aWriterThatIsInterruptedInItsStreamIsCanceledAndLeavesNothing() {
        byte[] head = Contents.bytes(bufferBytes() + 1, 20);
        InputStream interrupted = Contents.ending(head, () -> {
            throw new java.io.InterruptedIOException("the reading thread was interrupted");
        });
        assertFails(ErrorKind.CANCELED, () -> repository.put(interrupted));
        assertThat(Thread.interrupted()).as("the interrupt flag").isTrue();
        assertThat(repository.contains(Digest.of(head))).isFalse();
        assertIsEmpty();
    }

    private void assertHolds(Digest digest, byte[] content) {
        assertThat(repository.contains(digest)).isTrue();
        assertThat(repository.size(digest)).isEqualTo(content.length);
        assertThat(repository.read(digest)).isEqualTo(content);
        try (InputStream in = repository.open(digest)) {
            assertThat(in.readAllBytes()).isEqualTo(content);
            assertThat(in.read()).as("a read beyond the end").isNegative();
            Path file = Files.createTempDirectory(folder, "out").resolve("file");
            repository.materialize(digest, file);
            assertThat(Files.readAllBytes(file)).isEqualTo(content);
        } catch (IOException e) {
            throw new AssertionError("a whole blob cannot be read", e);
        }
    }
}
