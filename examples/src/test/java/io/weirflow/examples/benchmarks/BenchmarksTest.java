package io.weirflow.examples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BenchmarksTest {
    @Test
    void eachBenchmarkRunsAtBothSizes() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Benchmarks.run(
                new String[] {"--rounds", "1", "--scale", "500"}, new PrintStream(bytes, true, StandardCharsets.UTF_8));

        String table = bytes.toString(StandardCharsets.UTF_8);
        for (Benchmark benchmark : Benchmarks.all()) {
            assertThat(table.lines().filter(line -> line.startsWith("| " + benchmark.name() + " |")))
                    .hasSize(2);
        }
    }
}
