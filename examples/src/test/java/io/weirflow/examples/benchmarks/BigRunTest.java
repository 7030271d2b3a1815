package io.weirflow.examples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BigRunTest {
    @ParameterizedTest
    @ValueSource(strings = {"file", "memory"})
    void eachSizeIsRunAndChecked(String store) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

        BigRun.run(new String[] {"1,60,600", "150", "4", store}, out);

        List<String> rows =
                bytes.toString(StandardCharsets.UTF_8).lines().skip(2).toList();
        assertThat(rows).hasSize(3);
        assertThat(rows.get(1)).startsWith("| 60 | 58 | ");
        assertThat(rows.get(2)).startsWith("| 600 | 150 | ");
    }
}
