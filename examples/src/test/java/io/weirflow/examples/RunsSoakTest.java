package io.weirflow.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunsSoakTest {
    @Test
    void runsEndRightWhileAgentsAreKilled() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

        assertThat(Examples.run(List.of("RunsSoak", "8", "3"), out, out))
                .as(() -> bytes.toString(StandardCharsets.UTF_8))
                .isZero();
    }
}
