package io.weirflow.store.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PollLoopTest {
    private static final Duration NEVER = Duration.ofDays(1);

    @Test
    void theFirstStepIsDoneAtOnceAndTheNextWhenWoken() throws InterruptedException {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(2);
        try (PollLoop loop = PollLoop.start("test", NEVER, () -> {
            second.countDown();
            first.countDown();
            return false;
        })) {
            assertThat(first.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(second.getCount()).isEqualTo(1);
            loop.wake();
            assertThat(second.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aStepThatHasMoreToDoIsDoneAgainAtOnce() throws InterruptedException {
        CountDownLatch steps = new CountDownLatch(5);
        try (PollLoop loop = PollLoop.start("test", NEVER, () -> {
            steps.countDown();
            return steps.getCount() > 0;
        })) {
            assertThat(loop).isNotNull();
            assertThat(steps.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void stepsAreRepeatedAtTheIntervalEvenAfterFailures() throws InterruptedException {
        CountDownLatch steps = new CountDownLatch(5);
        try (PollLoop loop = PollLoop.start("test", Duration.ofMillis(1), () -> {
            steps.countDown();
            throw new IllegalStateException("from a step");
        })) {
            assertThat(loop).isNotNull();
            assertThat(steps.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void closingInterruptsTheStepAndWaitsForItsEnd() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        PollLoop loop = PollLoop.start("test", NEVER, () -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.set(true);
            }
            return true;
        });
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        loop.close();
        loop.close();
        assertThat(interrupted).isTrue();
    }

    @Test
    void aStepMayCloseItsOwnLoop() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        PollLoop[] loop = new PollLoop[1];
        CountDownLatch assigned = new CountDownLatch(1);
        AtomicInteger steps = new AtomicInteger();
        loop[0] = PollLoop.start("test", Duration.ofMillis(1), () -> {
            try {
                assigned.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            steps.incrementAndGet();
            loop[0].close();
            ended.countDown();
            return true;
        });
        assigned.countDown();
        assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
        loop[0].close();
        assertThat(steps).hasValue(1);
    }

    @Test
    void aRaisedSignalEndsTheWaitHoweverOftenItWasRaised() throws InterruptedException {
        Signal signal = new Signal();
        signal.raise();
        signal.raise();
        assertThat(signal.await(NEVER)).isTrue();
        assertThat(signal.await(Duration.ZERO)).isFalse();
    }

    @Test
    void whoWaitsForSomethingLooksAtOnceAndOnEverySignal() {
        Signal signal = new Signal();
        AtomicInteger looks = new AtomicInteger();
        Optional<String> found = signal.awaitFor(NEVER, NEVER, Ticker.systemTicker(), () -> {
            signal.raise();
            return looks.incrementAndGet() == 3 ? Optional.of("third") : Optional.empty();
        });
        assertThat(found).contains("third");
        assertThat(signal.awaitFor(Duration.ZERO, NEVER, Ticker.systemTicker(), Optional::empty))
                .isEmpty();
    }
}
