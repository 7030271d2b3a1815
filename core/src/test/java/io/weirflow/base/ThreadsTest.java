package io.weirflow.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ThreadsTest {
    @Test
    void aTaskRunsOnADaemonThreadOfItsOwn() {
        CompletableFuture<Thread> thread =
                CompletableFuture.supplyAsync(Thread::currentThread, Threads.perTaskExecutor());

        assertThat(thread.join()).isNotSameAs(Thread.currentThread()).matches(Thread::isDaemon);
    }

    @Test
    void tasksThatWaitForEachOtherAllRun() throws InterruptedException {
        int count = 200;
        CountDownLatch all = new CountDownLatch(count);
        CountDownLatch finished = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            Threads.perTaskExecutor().execute(() -> {
                all.countDown();
                try {
                    all.await();
                    finished.countDown();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        finished.await();
    }

    @Test
    void threadsAreVirtualWhereTheJvmHasThem() {
        assertThat(Threads.areVirtual()).isEqualTo(Runtime.version().feature() >= 21);
    }
}
