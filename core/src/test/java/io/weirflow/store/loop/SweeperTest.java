package io.weirflow.store.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.testkit.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SweeperTest {
    private final ManualTicker ticker = new ManualTicker();
    private final Sweeper sweeper = Sweeper.manual(ticker);
    private final List<String> done = new ArrayList<>();

    @Test
    void eachChoreIsDoneAtItsOwnInterval() {
        sweeper.add("a", Duration.ofSeconds(1), () -> note("a"));
        sweeper.add("b", Duration.ofSeconds(3), () -> note("b"));
        for (int second = 0; second <= 4; second++) {
            sweeper.sweep();
            ticker.advance(Duration.ofSeconds(1));
        }
        assertThat(done).containsExactly("a", "b", "a", "a", "a", "b", "a");
    }

    @Test
    void aChoreThatFailsDoesNotStopTheOthersAndIsTriedAgain() {
        sweeper.add("a", Duration.ofSeconds(1), () -> {
            note("a");
            throw new IllegalStateException("from a chore");
        });
        sweeper.add("b", Duration.ofSeconds(1), () -> note("b"));
        sweeper.sweep();
        ticker.advance(Duration.ofSeconds(1));
        sweeper.sweep();
        assertThat(done).containsExactly("a", "b", "a", "b");
    }

    @Test
    void aChoreWithMoreToDoIsDueAtOnce() {
        sweeper.add("a", Duration.ofSeconds(1), () -> {
            note("a");
            return done.size() < 3;
        });
        assertThat(sweeper.sweep()).isTrue();
        assertThat(sweeper.sweep()).isTrue();
        assertThat(sweeper.sweep()).isFalse();
        sweeper.sweep();
        assertThat(done).hasSize(3);
    }

    @Test
    void aClosedChoreIsNotDone() {
        sweeper.add("a", Duration.ofSeconds(1), () -> note("a")).close();
        assertThat(sweeper.sweep()).isFalse();
        assertThat(done).isEmpty();
    }

    @Test
    void aStartedSweeperWorksByItself() throws InterruptedException {
        CountDownLatch runs = new CountDownLatch(3);
        try (Sweeper started = Sweeper.start(Duration.ofMillis(2))) {
            started.add("a", Duration.ofMillis(1), () -> {
                runs.countDown();
                return false;
            });
            assertThat(runs.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private boolean note(String name) {
        done.add(name);
        return false;
    }
}
