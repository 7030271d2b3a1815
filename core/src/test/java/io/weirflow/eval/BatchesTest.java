package io.weirflow.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A batch that waited for its time to pass would wait a day. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class BatchesTest {
    private final Batches<Integer> batches = new Batches<>(3, Duration.ofDays(1));
    private final List<List<Integer>> taken = new ArrayList<>();

    @Test
    void whatIsHurriedDoesNotWait() {
        batches.addAll(List.of(1, 2));
        batches.hurry();
        batches.forEach(taken::add);

        assertThat(taken).containsExactly(List.of(1, 2));
    }

    @Test
    void aFullBatchDoesNotWaitAndTheRestIsHurriedWithIt() {
        batches.addAll(List.of(1, 2, 3, 4, 5, 6, 7));
        batches.hurry();
        batches.forEach(taken::add);

        assertThat(taken).containsExactly(List.of(1, 2, 3), List.of(4, 5, 6), List.of(7));
    }

    @Test
    void aBatchWaitsForMore() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        batches.addAll(List.of(1));
        Thread taker = new Thread(() -> {
            first.countDown();
            batches.forEach(batch -> {
                taken.add(batch);
                batches.hurry();
            });
        });
        taker.start();
        first.await();
        batches.addAll(List.of(2));
        batches.addAll(List.of(3));
        taker.join();

        assertThat(taken).containsExactly(List.of(1, 2, 3));
    }

    @Test
    void timeEndsTheWait() {
        Batches<Integer> impatient = new Batches<>(3, Duration.ofMillis(1));
        impatient.addAll(List.of(1));
        impatient.forEach(taken::add);

        assertThat(taken).containsExactly(List.of(1));
    }
}
