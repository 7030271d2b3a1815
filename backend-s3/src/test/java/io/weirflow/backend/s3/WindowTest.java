package io.weirflow.backend.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class WindowTest {
    private final List<Integer> results = new ArrayList<>();

    @Test
    void resultsComeInTheOrderOfTheWorkAndNoMoreThanTheLimitIsUnderWay() {
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (Window<Integer> window = new Window<>(3, results::add)) {
            for (int i = 0; i < 1000; i++) {
                int number = i;
                window.submit(() -> {
                    most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                    Digest.of(new byte[1000]);
                    underWay.decrementAndGet();
                    return number;
                });
            }
            window.finish();
        }
        assertThat(results).isEqualTo(IntStream.range(0, 1000).boxed().toList());
        assertThat(most).hasValueLessThanOrEqualTo(3);
    }

    @Test
    void workGoesOnWhileWhatBeganFirstIsStillUnderWay() {
        CountDownLatch others = new CountDownLatch(10);
        try (Window<Integer> window = new Window<>(2, results::add)) {
            window.submit(() -> {
                others.await();
                return 0;
            });
            for (int i = 1; i <= 10; i++) {
                int number = i;
                window.submit(() -> {
                    others.countDown();
                    return number;
                });
            }
            window.finish();
        }
        assertThat(results).isEqualTo(IntStream.rangeClosed(0, 10).boxed().toList());
    }

    @Test
    void resultsAreTakenWhileAsMuchWorkAsFitsIsUnderWay() {
        CountDownLatch taken = new CountDownLatch(1);
        try (Window<Integer> window = new Window<>(1, number -> taken.countDown())) {
            window.submit(() -> 1);
            window.submit(
                    () -> { // takes its room only after the first ended, and ends only after that one's result was
                        // taken
                        taken.await();
                        return 2;
                    });
            window.finish();
        }
        assertThat(taken.getCount()).isZero();
    }

    @Test
    void aFailureIsThrownThoughWhatBeganBeforeIsStillUnderWay() {
        CountDownLatch never = new CountDownLatch(1);
        AtomicBoolean stopped = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(1);
        assertThatThrownBy(() -> {
                    try (Window<Integer> window = new Window<>(2, results::add)) {
                        window.submit(() -> {
                            try {
                                begun.countDown();
                                never.await();
                            } catch (InterruptedException e) {
                                stopped.set(true);
                            }
                            return 0;
                        });
                        begun.await();
                        window.submit(() -> {
                            throw new IOException("broken");
                        });
                        window.finish();
                    }
                })
                .isInstanceOf(WeirflowException.class)
                .hasMessageContaining("broken");
        assertThat(stopped).as("nothing is under way any more").isTrue();
        assertThat(results).isEmpty();
    }

    @Test
    void anInterruptEndsTheWait() {
        CountDownLatch never = new CountDownLatch(1);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> {
                    try (Window<Integer> window = new Window<>(1, results::add)) {
                        window.submit(() -> {
                            never.await();
                            return 0;
                        });
                        window.finish();
                    }
                })
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CANCELED));
        assertThat(Thread.interrupted()).isTrue();
    }
}
