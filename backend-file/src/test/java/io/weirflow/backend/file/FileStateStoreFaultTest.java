package io.weirflow.backend.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.Uninterruptibles;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.store.Commit;
import io.weirflow.store.Condition;
import io.weirflow.store.Scan;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a state store when its database, its disk or its thread is not as it should be. */
class FileStateStoreFaultTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("state.db");
    }

    @Test
    void aFullDiskRefusesCommitsAndKeepsWhatWasThere() {
        Database database = Database.open(file, Schema.STATE);
        try (FileStateStore store = new FileStateStore(database)) {
            assertThat(store.commit(put("first", 1000))).isEmpty();
            limitPages(database, 60);
            int stored = 0;
            WeirflowException failure = null;
            while (failure == null) {
                try {
                    assertThat(store.commit(put("more " + stored, 10_000))).isEmpty();
                    stored++;
                } catch (WeirflowException e) {
                    failure = e;
                }
            }
            assertThat(failure.kind()).isEqualTo(ErrorKind.RESOURCES_EXHAUSTED);
            assertThat(failure).hasMessageContaining("disk is full").hasMessageContaining(file.toString());
            assertThat(stored).isPositive();
            assertThat(store.scan(Scan.of("p")).records()).hasSize(stored + 1);

            limitPages(database, 10_000);
            assertThat(store.commit(put("more " + stored, 10_000))).isEmpty();
        }
    }

    @Test
    void aCommitThatDoesNotFitDoesNotTakeOthersOfItsTransactionWithIt() throws Exception {
        Database database = Database.open(file, Schema.STATE);
        ExecutorService threads = Executors.newCachedThreadPool();
        try (FileStateStore store = new FileStateStore(database)) {
            limitPages(database, 40);
            List<Future<Optional<?>>> small = new ArrayList<>();
            Future<Optional<?>> large;
            try (Holder held = new Holder(database)) {
                held.untilItHolds();
                large = threads.submit(() -> store.commit(put("large", 300_000)));
                for (int i = 0; i < 5; i++) {
                    Commit commit = put("small " + i, 10);
                    small.add(threads.submit(() -> store.commit(commit)));
                }
            }
            for (Future<Optional<?>> each : small) {
                assertThat(each.get()).isEmpty();
            }
            assertThatThrownBy(large::get)
                    .cause()
                    .isInstanceOfSatisfying(
                            WeirflowException.class,
                            e -> assertThat(e.kind()).isEqualTo(ErrorKind.RESOURCES_EXHAUSTED));
            assertThat(store.scan(Scan.of("p")).records()).hasSize(5);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aDatabaseOfALaterVersionIsRefusedAndNotTouched() throws Exception {
        Schema later = new Schema(Schema.STATE.application(), Schema.STATE.version() + 1, Schema.STATE.tables());
        Database.open(file, later).close();
        byte[] before = Files.readAllBytes(file);
        assertFailure(
                () -> FileStateStore.open(file), ErrorKind.NOT_SUPPORTED, "version 2", "up to 1", "later release");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void theDatabaseOfAnAssocIsRefused() {
        FileAssoc.open(file).close();
        assertFailure(() -> FileStateStore.open(file), ErrorKind.INVALID, "another program", file.toString());
    }

    @Test
    void aFileThatIsNoDatabaseIsRefusedAndNotTouched() throws Exception {
        Files.writeString(file, "This is a letter, not a database. ".repeat(100));
        assertFailure(() -> FileStateStore.open(file), ErrorKind.INVALID, "not an SQLite database", file.toString());
        assertThat(file).content().startsWith("This is a letter");
    }

    @Test
    void aMissingFolderIsNamed() {
        Path missing = folder.resolve("missing/state.db");
        assertFailure(() -> FileStateStore.open(missing), ErrorKind.UNAVAILABLE, "folder exists", missing.toString());
    }

    @Test
    void aDamagedPageIsReported() throws Exception {
        try (FileStateStore store = FileStateStore.open(file)) {
            for (int i = 0; i < 50; i++) {
                store.commitOrFail(put("key " + i, 3000));
            }
        }
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 2 * 4096; i < bytes.length; i++) {
            bytes[i] = (byte) 0xa5;
        }
        Files.write(file, bytes);
        try (FileStateStore store = FileStateStore.open(file)) {
            assertFailure(() -> store.scan(Scan.of("p")), ErrorKind.INTEGRITY, "damaged");
        }
    }

    @Test
    void aClosedStoreRefusesEverything() {
        FileStateStore store = FileStateStore.open(file);
        store.close();
        store.close();
        assertFailure(() -> store.commitOrFail(put("a", 1)), ErrorKind.FATAL, "closed");
        assertFailure(() -> store.get(new StateKey("p", "a")), ErrorKind.FATAL, "closed");
        assertFailure(() -> store.scan(Scan.of("p")), ErrorKind.FATAL, "closed");
    }

    @Test
    void anInterruptedThreadCommitsNothing() {
        try (FileStateStore store = FileStateStore.open(file)) {
            Thread.currentThread().interrupt();
            assertFailure(() -> store.commitOrFail(put("a", 1)), ErrorKind.CANCELED, "interrupted");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(store.get(new StateKey("p", "a"))).isEmpty();
        }
    }

    @Test
    void aThreadThatWaitsForAnotherConnectionCanBeInterrupted() throws Exception {
        Database other = Database.open(file, Schema.STATE);
        try (FileStateStore store = FileStateStore.open(file);
                other) {
            try (Holder held = new Holder(other)) {
                held.untilItHolds();
                CompletableFuture<WeirflowException> failure = new CompletableFuture<>();
                Thread waiting = new Thread(() -> {
                    try {
                        store.commitOrFail(put("a", 1));
                        failure.completeExceptionally(new AssertionError("it was committed"));
                    } catch (WeirflowException e) {
                        failure.complete(Thread.currentThread().isInterrupted() ? e : null);
                    }
                });
                waiting.start();
                waiting.interrupt();
                assertThat(failure.get(20, TimeUnit.SECONDS).kind()).isEqualTo(ErrorKind.CANCELED);
            }
            assertThat(store.commit(put("b", 1))).isEmpty();
            assertThat(store.get(new StateKey("p", "a"))).isEmpty();
        }
    }

    /** A thread that holds the database for writing until it is closed. */
    private static final class Holder implements AutoCloseable {
        private final CountDownLatch holding = new CountDownLatch(1);
        private final CountDownLatch release = new CountDownLatch(1);
        private final Thread thread;

        Holder(Database database) {
            thread = new Thread(() -> database.write("hold", session -> {
                holding.countDown();
                try {
                    return release.await(1, TimeUnit.MINUTES);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }));
            thread.start();
        }

        void untilItHolds() throws InterruptedException {
            assertThat(holding.await(20, TimeUnit.SECONDS)).isTrue();
        }

        @Override
        public void close() {
            release.countDown();
            Uninterruptibles.joinUninterruptibly(thread);
        }
    }

    private static void limitPages(Database database, int pages) {
        database.write("limit", session -> {
            try (var rows =
                    session.statement("PRAGMA max_page_count = " + pages).executeQuery()) {
                return rows.next();
            }
        });
    }

    private static Commit put(String sort, int size) {
        return Commit.builder()
                .put(new StateKey("p", sort), StateValue.wrap(new byte[size]), Condition.absent())
                .build();
    }

    private static void assertFailure(ThrowingCallable action, ErrorKind kind, String... parts) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContainingAll(parts);
    }
}
