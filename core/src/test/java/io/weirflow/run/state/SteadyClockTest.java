package io.weirflow.run.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.testkit.ManualClock;
import io.weirflow.testkit.ManualTicker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
    private final ManualClock clock = new ManualClock();
    private final ManualTicker ticker = new ManualTicker();
    private final SteadyClock steady = new SteadyClock(clock, ticker);
    private final long start = clock.millis();

    @Test
    void itShowsWhatTheClockShows() {
        clock.advance(Duration.ofSeconds(5));
        ticker.advance(Duration.ofSeconds(5));
        assertThat(steady.millis()).isEqualTo(start + 5_000);
        clock.advance(Duration.ofHours(1));
        assertThat(steady.millis()).isEqualTo(start + 3_605_000);
    }

    @Test
    void afterAStepBackwardsItGoesOnUntilTheClockHasCaughtUp() {
        clock.advance(Duration.ofHours(-1));
        assertThat(steady.millis()).isEqualTo(start);
        for (int i = 1; i <= 3000; i++) {
            ticker.advance(Duration.ofNanos(500_000));
            clock.advance(Duration.ofNanos(500_000));
            assertThat(steady.millis()).isEqualTo(start + i / 2);
        }
        clock.advance(Duration.ofHours(2));
        assertThat(steady.millis()).isEqualTo(start + 3_601_500);
    }
}
