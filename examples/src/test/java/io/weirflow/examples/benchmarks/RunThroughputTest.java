package io.weirflow.examples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RunThroughputTest {
    @Test
    void allSidesAreMeasured() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        RunThroughput.run(new String[] {"60", "1", "2"}, new PrintStream(bytes, true, StandardCharsets.UTF_8));

        assertThat(bytes.toString(StandardCharsets.UTF_8).lines().skip(2))
                .hasSize(4)
                .allMatch(row -> row.matches(
                        "\\| [^|]+ \\| \\d+\\.\\d\\d \\| [\\d,]+ \\| (\\d+\\.\\d\\d)? \\| (at most 3)? \\|"));
    }
}
