package io.weirflow.examples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandStartsTest {
    private static final Pattern WEIRFLOW =
            Pattern.compile("\\| Weirflow \\| [0-9.]+ \\| [0-9.]+ \\([^|]+\\) \\| [1-9][0-9]+ \\|");

    @TempDir
    Path folder;

    @Test
    void theBenchmarkOfTrivialCommandsRuns() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CommandStarts.run(
                new String[] {"20", "1", "16", folder.resolve("runs").toString()},
                new PrintStream(bytes, true, StandardCharsets.UTF_8));

        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .anyMatch(line -> WEIRFLOW.matcher(line).matches())
                .anyMatch(line -> line.startsWith("| plain Java | "));
        assertThat(folder.resolve("runs")).doesNotExist();
    }
}
