package io.weirflow.journal.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import io.weirflow.journal.Event;
import io.weirflow.journal.Expect;
import io.weirflow.journal.Journal;
import io.weirflow.journal.Version;
import io.weirflow.store.MemoryStateStore;
import io.weirflow.store.StateValue;
import io.weirflow.testkit.ManualTicker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ActivityRunnerTest {
    private static final Duration FAST = Duration.ofMillis(5);

    private final Journal journal = Journal.of(new MemoryStateStore(), "test");
    private final BlockingQueue<Version> tails = new LinkedBlockingQueue<>();

    private Version append() {
        return journal.append("h", Expect.any(), List.of(new Event("x", StateValue.EMPTY)));
    }

    private Version next() throws InterruptedException {
        Version next = tails.poll(20, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    @Test
    void anActivityRunsAgainWithItsTailAsSoonAsThereIsMoreUntilItIsDone() throws Exception {
        CountDownLatch sawOne = new CountDownLatch(1);
        CountDownLatch sawTwo = new CountDownLatch(1);
        Version one = append();
        try (ActivityRunner runner = new ActivityRunner(journal, 1, Duration.ofHours(1), Ticker.systemTicker())) {
            runner.start("h", tail -> {
                tails.add(tail);
                Version head = journal.head("h");
                (head.equals(one) ? sawOne : sawTwo).countDown();
                return head.equals(one) ? Activity.Result.waitForMore(head) : Activity.Result.done(head);
            });
            assertThat(sawOne.await(20, TimeUnit.SECONDS)).isTrue();
            append();
            assertThat(sawTwo.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(next()).isEqualTo(Version.EPOCH);
        assertThat(tails).isNotEmpty().containsOnly(one);
    }

    @Test
    void aFailedRunIsRepeatedWithTheSameTail() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        try (ActivityRunner runner = new ActivityRunner(journal, 1, FAST, Ticker.systemTicker())) {
            runner.start("h", tail -> {
                tails.add(tail);
                if (runs.incrementAndGet() == 1) {
                    throw new IllegalStateException("told to fail");
                }
                return Activity.Result.done(tail);
            });
            assertThat(next()).isEqualTo(Version.EPOCH);
            assertThat(next()).isEqualTo(Version.EPOCH);
        }
        assertThat(runs).hasValue(2);
    }

    @Test
    void anActivityThatAsksForATimeIsNotRunBefore() throws Exception {
        ManualTicker ticker = new ManualTicker();
        CountDownLatch other = new CountDownLatch(5);
        try (ActivityRunner runner = new ActivityRunner(journal, 2, FAST, ticker)) {
            runner.start("h", tail -> {
                tails.add(tail);
                return Activity.Result.retryAfter(tail, Duration.ofSeconds(10));
            });
            assertThat(next()).isEqualTo(Version.EPOCH);
            runner.start("i", tail -> {
                other.countDown();
                return Activity.Result.retry(tail);
            });
            assertThat(other.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(tails).isEmpty();
            ticker.advance(Duration.ofSeconds(10));
            assertThat(next()).isEqualTo(Version.EPOCH);
        }
    }

    @Test
    void noMoreThanTheLimitRunAtOnceAndAFinishedOneMayBeStartedAgain() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(6);
        try (ActivityRunner runner = new ActivityRunner(journal, 2, FAST, Ticker.systemTicker())) {
            for (int i = 0; i < 6; i++) {
                runner.start("h" + i, tail -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    now.decrementAndGet();
                    all.countDown();
                    return Activity.Result.done(tail);
                });
            }
            assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(most.get()).isLessThanOrEqualTo(2);
    }
}
