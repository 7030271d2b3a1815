package io.weirflow.backend.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.testkit.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {
    @Test
    void stepsAreEvenlySpacedAndWhatWasNotUsedIsNotSaved() {
        ManualTicker ticker = new ManualTicker();
        List<Duration> waits = new ArrayList<>();
        Pace pace = new Pace(4, ticker, wait -> {
            waits.add(wait);
            ticker.advance(wait);
        });
        for (int i = 0; i < 3; i++) {
            pace.await("step");
        }
        assertThat(waits).containsExactly(Duration.ofMillis(250), Duration.ofMillis(250));
        ticker.advance(Duration.ofSeconds(10));
        pace.await("step");
        pace.await("step");
        assertThat(waits).hasSize(3);
    }
}
