package io.weirflow.run.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class RetryDelayTest {
    @Test
    void itGrowsUpToTheLongest() {
        RetryDelay delay = RetryDelay.doubling(Duration.ofSeconds(3), Duration.ofSeconds(20));
        assertThat(delay.after(1)).isEqualTo(Duration.ofSeconds(3));
        assertThat(delay.after(2)).isEqualTo(Duration.ofSeconds(6));
        assertThat(delay.after(3)).isEqualTo(Duration.ofSeconds(12));
        assertThat(delay.after(4)).isEqualTo(Duration.ofSeconds(20));
        assertThat(delay.after(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(20));
        assertThat(RetryDelay.of(Duration.ofMillis(7)).after(9)).isEqualTo(Duration.ofMillis(7));
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertRefused(() -> RetryDelay.of(Duration.ZERO));
        assertRefused(() -> RetryDelay.of(Duration.ofSeconds(-1)));
        assertRefused(() -> RetryDelay.of(RetryDelay.MAX.plusMillis(1)));
        assertRefused(() -> new RetryDelay(Duration.ofSeconds(2), 2, Duration.ofSeconds(1)));
        assertRefused(() -> new RetryDelay(Duration.ofSeconds(2), 0.5, Duration.ofSeconds(3)));
        assertRefused(() -> new RetryDelay(Duration.ofSeconds(2), Double.NaN, Duration.ofSeconds(3)));
        assertRefused(() -> NodeSpec.of("n", "r").withTimeout(Duration.ZERO));
        assertRefused(() -> NodeSpec.of("n", "r").withTimeout(NodeSpec.MAX_TIMEOUT.plusMillis(1)));
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID));
    }
}
