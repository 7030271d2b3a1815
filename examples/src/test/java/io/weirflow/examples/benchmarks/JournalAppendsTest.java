package io.weirflow.examples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalAppendsTest {
    @TempDir
    Path folder;

    @Test
    void aRowIsPrintedForEachLengthAndNothingIsLeft() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Path work = folder.resolve("work");
        JournalAppends.run(
                new String[] {"2,20", "8", "1", work.toString()}, new PrintStream(bytes, true, StandardCharsets.UTF_8));

        assertThat(bytes.toString(StandardCharsets.UTF_8).lines().skip(2))
                .hasSize(2)
                .allMatch(row -> row.matches("\\| 20? \\| \\d+ \\| \\d+ \\| \\d+\\.\\d\\d \\| .*\\|"));
        assertThat(work).doesNotExist();
    }
}
