package io.weirflow.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ParallelTest {
    private static List<Integer> items(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @Test
    void everyItemIsDoneOnce() {
        for (int limit : new int[] {1, 2, 7, 1000}) {
            for (int count : new int[] {0, 1, 2, 100}) {
                Set<Integer> done = ConcurrentHashMap.newKeySet();
                AtomicInteger calls = new AtomicInteger();
                Parallel.forEach(items(count), limit, item -> {
                    done.add(item);
                    calls.incrementAndGet();
                });
                assertThat(done).hasSize(count);
                assertThat(calls).hasValue(count);
            }
        }
    }

    @Test
    void asManyAsTheLimitAreUnderWayAndNoMore() {
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CyclicBarrier allThree = new CyclicBarrier(3);
        Parallel.forEach(items(30), 3, item -> {
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            await(allThree); // ends only if three are under way at once
            underWay.decrementAndGet();
        });
        assertThat(most).hasValue(3);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | java.util.concurrent.BrokenBarrierException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aFailureInterruptsTheOthersAndLeavesTheRestOut() {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        CountDownLatch waiting = new CountDownLatch(2);
        assertThatThrownBy(() -> Parallel.forEach(items(100), 3, item -> {
                    begun.incrementAndGet();
                    try {
                        if (item == 0) {
                            waiting.await();
                            throw new IllegalStateException("the first failure");
                        }
                        waiting.countDown();
                        never.await();
                    } catch (InterruptedException e) {
                        throw WeirflowException.wrap(e, "wait");
                    } finally {
                        ended.incrementAndGet();
                    }
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the first failure");
        assertThat(begun).hasValue(3);
        assertThat(ended).hasValue(3);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void anInterruptOfTheCallerEndsEverything() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch waiting = new CountDownLatch(2);
        AtomicInteger ended = new AtomicInteger();
        FutureTask<Boolean> call = new FutureTask<>(() -> {
            assertThatThrownBy(() -> Parallel.forEach(items(10), 2, item -> {
                        waiting.countDown();
                        try {
                            never.await();
                        } catch (InterruptedException e) {
                            throw WeirflowException.wrap(e, "wait");
                        } finally {
                            ended.incrementAndGet();
                        }
                    }))
                    .isInstanceOfSatisfying(
                            WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CANCELED));
            return Thread.currentThread().isInterrupted();
        });
        Thread thread = new Thread(call);
        thread.start();
        waiting.await();
        thread.interrupt();
        assertThat(call.get()).as("the interrupt flag").isTrue();
        assertThat(ended).hasValue(2);
    }
}
