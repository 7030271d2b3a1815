package io.weirflow.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import io.weirflow.eval.EvaluationEvent;
import io.weirflow.eval.Progress;
import io.weirflow.flow.ExecNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProgressLineTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private long now;
    private final Ticker ticker = new Ticker() {
        @Override
        public long read() {
            return now;
        }
    };

    @Test
    void onATerminalOneLineIsRewrittenTenTimesASecondAndRemovedAtTheEnd() {
        ProgressLine line = ProgressLine.on(out, true, ticker);
        line.accept(started("a", 1));
        line.accept(started("too soon", 2));
        advance(Duration.ofMillis(100));
        line.accept(started("b", 3));
        line.close();
        advance(Duration.ofSeconds(1));
        line.accept(started("too late", 4));

        assertThat(text())
                .isEqualTo("\r\u001b[K1 of 10 done, 0 cached, 2 running: a"
                        + "\r\u001b[K3 of 10 done, 0 cached, 2 running: b"
                        + "\r\u001b[K");
    }

    @Test
    void aLineIsNoWiderThanATerminal() {
        ProgressLine line = ProgressLine.on(out, true, ticker);
        line.accept(started("x".repeat(200), 1));

        assertThat(text()).hasSize("\r\u001b[K".length() + 79).endsWith("x…");
    }

    @Test
    void inALogALineComesEveryTenSeconds() {
        ProgressLine line = ProgressLine.on(out, false, ticker);
        line.accept(started("a", 1));
        advance(Duration.ofSeconds(10));
        line.accept(started("b", 2));
        advance(Duration.ofSeconds(9));
        line.accept(started("c", 3));
        line.close();

        assertThat(text()).isEqualTo("2 of 10 done, 0 cached, 2 running: b" + System.lineSeparator());
    }

    private void advance(Duration duration) {
        now += duration.toNanos();
    }

    private static EvaluationEvent started(String name, long done) {
        return new EvaluationEvent.Started(
                ExecNode.of("true", List.of()).ident(name).build(), new Progress(10, done, 0, 0, 2));
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
