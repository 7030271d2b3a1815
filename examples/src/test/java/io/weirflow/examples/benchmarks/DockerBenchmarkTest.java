package io.weirflow.examples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.executor.docker.TestEngine;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestEngine.class)
final class DockerBenchmarkTest {
    @Test
    void bothSidesAreMeasured() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DockerBenchmark.run(
                TestEngine.host(), TestEngine.image(), 3, 2, 1, new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).matches(".*: execs [0-9.]+ s, docker run [0-9.]+ s; .*"));
    }
}
