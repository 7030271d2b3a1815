package io.weirflow.journal.duroot;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.journal.Expect;
import io.weirflow.journal.Journal;
import io.weirflow.journal.Subscription;
import io.weirflow.journal.Version;
import io.weirflow.store.MemoryStateStore;
import io.weirflow.store.StateStore;
import io.weirflow.store.lease.Leases;
import io.weirflow.store.lease.Session;
import io.weirflow.store.lease.Sessions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DuRootWorkerTest {
    private static final String REGISTRY = "example.reg";
    private static final Duration POLL = Duration.ofMillis(20);

    private final StateStore store = new MemoryStateStore();
    private final Journal journal = Journal.of(store, "test");
    private final DuRoots workflows =
            DuRoots.of(journal, (registry, root) -> Optional.of(new RootInfo(root, "host", "/srv" + root)));
    private final Sessions sessions = Sessions.of(store, "test");
    private final Session session = sessions.open("worker", Duration.ofSeconds(30));
    private final UUID id = UUID.randomUUID();
    private final String name = id.toString();

    @AfterEach
    void endTheSession() {
        session.close();
    }

    private DuRootWorker worker(DiskUsage usage) {
        return worker(usage, session);
    }

    private DuRootWorker worker(DiskUsage usage, Session of) {
        return DuRootWorker.start(
                workflows, REGISTRY, List.of("/data"), usage, Leases.of(store, "test", sessions), of, POLL);
    }

    private DuRootStatus awaitEnd(String workflow) throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        try (Subscription subscription =
                Subscription.start(journal, DuRoots.KIND + "/" + workflow, Version.EPOCH, POLL, entry -> {
                    if (entry.events().get(0).type().equals("du-root-committed")) {
                        ended.countDown();
                    }
                })) {
            assertThat(subscription).isNotNull();
            assertThat(ended.await(30, TimeUnit.SECONDS)).as("it ends").isTrue();
        }
        return workflows.find(workflow).state().status().orElseThrow();
    }

    private static DuRootStatus many(Path root, Consumer<? super PathUsage> each) {
        for (int i = 0; i < 250; i++) {
            each.accept(new PathUsage("p" + i, i));
        }
        each.accept(new PathUsage(".", 250));
        return new DuRootStatus(0, "");
    }

    @Test
    void aWorkflowIsMeasuredAndCompleted() throws Exception {
        UUID elsewhere = UUID.randomUUID();
        UUID similar = UUID.randomUUID();
        try (DuRootWorker worker = worker(DuRootWorkerTest::many)) {
            assertThat(worker).isNotNull();
            workflows.begin(REGISTRY, Expect.any(), "/database", similar);
            workflows.begin(REGISTRY, Expect.any(), "/other", elsewhere);
            workflows.begin(REGISTRY, Expect.any(), "/data/a", id);
            assertThat(awaitEnd(name).isOk()).isTrue();
        }
        assertThat(workflows.whole(name)).hasSize(251).endsWith(new PathUsage(".", 250));
        assertThat(workflows.find(name).version().number()).as("entries").isEqualTo(6);
        assertThat(workflows.index(REGISTRY).state().active())
                .containsOnlyKeys(similar.toString(), elsewhere.toString());
    }

    @Test
    void aWorkflowInWhichAWorkerHasStoppedIsCompletedAsInterrupted() throws Exception {
        workflows.begin(REGISTRY, Expect.any(), "/data/a", id);
        CountDownLatch appended = new CountDownLatch(1);
        DuRootWorker first = worker((root, each) -> {
            for (int i = 0; i < 100; i++) {
                each.accept(new PathUsage("p" + i, i));
            }
            appended.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw WeirflowException.wrap(e, "measure");
            }
            throw new AssertionError();
        });
        assertThat(appended.await(30, TimeUnit.SECONDS)).isTrue();
        first.close();
        assertThat(workflows.find(name).state().code()).isEqualTo(DuRootState.Code.APPENDING);
        Session second = sessions.open("second", Duration.ofSeconds(30));
        try (DuRootWorker worker = worker(DuRootWorkerTest::many, second)) {
            assertThat(worker).isNotNull();
            assertThat(awaitEnd(name)).isEqualTo(new DuRootStatus(1, "du was interrupted"));
        } finally {
            second.close();
        }
    }

    @Test
    void aWorkflowThatOnlyWasBegunIsMeasuredByTheNextWorker() throws Exception {
        workflows.begin(REGISTRY, Expect.any(), "/data/a", id);
        try (DuRootWorker worker = worker(DuRootWorkerTest::many)) {
            assertThat(worker).isNotNull();
            assertThat(awaitEnd(name).isOk()).isTrue();
        }
    }

    @Test
    void aBadOutputFailsTheWorkflow() throws Exception {
        workflows.begin(REGISTRY, Expect.any(), "/data/a", id);
        try (DuRootWorker worker = worker((root, each) -> {
            throw WeirflowException.of(ErrorKind.EVAL, "read", "nonsense");
        })) {
            assertThat(worker).isNotNull();
            DuRootStatus status = awaitEnd(name);
            assertThat(status.code()).isEqualTo(1);
            assertThat(status.message()).contains("nonsense");
        }
    }

    @Test
    void aWorkerWhoseWorkflowExpiresMeanwhileStops() throws Exception {
        workflows.begin(REGISTRY, Expect.any(), "/data/a", id);
        CountDownLatch stopped = new CountDownLatch(1);
        try (DuRootWorker worker = worker((root, each) -> {
            workflows.abortExpired(name);
            try {
                many(root, each);
                throw new AssertionError("it went on");
            } finally {
                stopped.countDown();
            }
        })) {
            assertThat(worker).isNotNull();
            assertThat(stopped.await(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(workflows.find(name).state().status().orElseThrow().code()).isEqualTo(104);
        assertThat(workflows.find(name).state().usages()).isZero();
    }

    @Test
    void twoWorkersOfOneHostDoNotMeasureTheSame() throws Exception {
        Session second = sessions.open("second", Duration.ofSeconds(30));
        AtomicInteger measured = new AtomicInteger();
        DiskUsage counting = (root, each) -> {
            measured.incrementAndGet();
            return many(root, each);
        };
        try (DuRootWorker one = worker(counting);
                DuRootWorker two = worker(counting, second)) {
            assertThat(one).isNotSameAs(two);
            for (int i = 0; i < 4; i++) {
                UUID each = UUID.randomUUID();
                workflows.begin(REGISTRY, Expect.any(), "/data/" + i, each);
                assertThat(awaitEnd(each.toString()).isOk()).isTrue();
            }
        } finally {
            second.close();
        }
        assertThat(measured).hasValue(4);
    }
}
