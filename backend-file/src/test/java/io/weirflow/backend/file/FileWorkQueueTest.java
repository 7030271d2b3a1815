package io.weirflow.backend.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.store.StateStore;
import io.weirflow.store.StateValue;
import io.weirflow.store.lease.Session;
import io.weirflow.store.lease.Sessions;
import io.weirflow.store.queue.NewMessage;
import io.weirflow.store.queue.QueueOptions;
import io.weirflow.store.queue.Reservation;
import io.weirflow.store.queue.WorkQueue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A queue on a database that several handles and threads use at once. */
class FileWorkQueueTest {
    private static final int MESSAGES = 60;

    @TempDir
    Path folder;

    @Test
    void workersAtOnceAcknowledgeEachMessageOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (FileStateStore first = FileStateStore.open(folder.resolve("state.db"));
                FileStateStore second = FileStateStore.open(folder.resolve("state.db"))) {
            WorkQueue producer = queue(first);
            for (int i = 0; i < MESSAGES; i++) {
                assertThat(producer.push(NewMessage.of(StateValue.EMPTY).withId("m" + i)))
                        .isTrue();
            }
            List<Future<List<String>>> workers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                StateStore store = i % 2 == 0 ? first : second;
                workers.add(threads.submit(() -> workThrough(store)));
            }
            List<String> done = new ArrayList<>();
            for (Future<List<String>> worker : workers) {
                done.addAll(worker.get());
            }
            assertThat(done).hasSize(MESSAGES).doesNotHaveDuplicates();
            assertThat(producer.depth().total()).isZero();
        } finally {
            threads.shutdownNow();
        }
    }

    private static WorkQueue queue(StateStore store) {
        return WorkQueue.of(store, "test", "q", Sessions.of(store, "test"), QueueOptions.DEFAULT);
    }

    private static List<String> workThrough(StateStore store) {
        WorkQueue queue = queue(store);
        List<String> done = new ArrayList<>();
        try (Session session = Sessions.of(store, "test").open("worker", Duration.ofSeconds(30))) {
            for (Optional<Reservation> next = queue.reserve(session); next.isPresent(); next = queue.reserve(session)) {
                if (next.get().acknowledge()) {
                    done.add(next.get().message().id());
                }
            }
        }
        return done;
    }
}
