package io.weirflow.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RetryTest {
    private final List<Duration> waits = new ArrayList<>();
    private final Retry retry = Retry.ofTransient(4, Duration.ofMillis(20), 2, Duration.ofMillis(100))
            .withSleeper(waits::add);
    private int tries;

    private int failing(int times, ErrorKind kind) {
        if (tries++ < times) {
            throw WeirflowException.of(kind, "work", "try " + tries);
        }
        return tries;
    }

    @Test
    void workThatSucceedsIsDoneOnce() {
        assertThat(retry.call(() -> failing(0, ErrorKind.TEMPORARY))).isEqualTo(1);
        assertThat(waits).isEmpty();
    }

    @Test
    void waitsGrowUpToTheLongest() {
        assertThat(retry.call(() -> failing(4, ErrorKind.TEMPORARY))).isEqualTo(5);
        assertThat(waits).extracting(Duration::toMillis).containsExactly(20L, 40L, 80L, 100L);
    }

    @Test
    void theLastFailureIsThrown() {
        assertThatThrownBy(() -> retry.call(() -> failing(9, ErrorKind.UNAVAILABLE)))
                .isInstanceOf(WeirflowException.class)
                .hasMessageContaining("try 5");
    }

    @Test
    void whatWillNotPassIsNotTriedAgain() {
        assertThatThrownBy(() -> retry.run(() -> failing(9, ErrorKind.NOT_EXIST)))
                .hasMessageContaining("try 1");
        assertThat(waits).isEmpty();
    }

    @Test
    void anInterruptEndsTheWait() {
        Retry interrupted = retry.withSleeper(duration -> {
            throw new InterruptedException();
        });
        assertThatThrownBy(() -> interrupted.call(() -> failing(9, ErrorKind.TEMPORARY)))
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CANCELED));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(tries).isEqualTo(1);
    }

    @Test
    void aCancellationIsNeverTriedAgain() {
        Retry all = retry.withRetryable(e -> true);
        assertThatThrownBy(() -> all.call(() -> failing(9, ErrorKind.CANCELED))).hasMessageContaining("try 1");
    }

    @Test
    void theSystemSleeperIsInterruptible() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Retry.Sleeper.SYSTEM.sleep(Duration.ofDays(1)))
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> Retry.ofTransient(-1, Duration.ZERO, 1, Duration.ZERO))
                .isInstanceOf(WeirflowException.class);
        assertThatThrownBy(() -> Retry.ofTransient(1, Duration.ZERO, 0.5, Duration.ZERO))
                .isInstanceOf(WeirflowException.class);
    }
}
