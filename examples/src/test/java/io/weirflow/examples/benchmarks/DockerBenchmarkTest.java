package io.weirflow.examples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.executor.docker.TestEngine;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestEngine.class)
final class DockerBenchmarkTest {
    @Test
    void allSidesAreMeasured() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DockerBenchmark.run(
                TestEngine.host(),
                TestEngine.image(),
                3,
                1,
                List.of(2),
                new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8).lines().skip(1))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .matches("[0-9]+, [0-9]+ at a time: [0-9.]+ s [|] [0-9.]+ s [|] [0-9.]+ s [|] [0-9.]+"));
    }
}
