package io.weirflow.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HistoryTest {
    @TempDir
    Path folder;

    @Test
    void pastEvaluationsAreListedWithWhatTheLastOneRan() throws IOException {
        Path text = Files.writeString(folder.resolve("text"), "a\nb\n");
        assertThat(run(text, 0).lines())
                .hasSize(3)
                .first()
                .asString()
                .matches("\\w{26}  \\S+ \\S+  succeeded  .*  2 ran, 0 cached, 0 failed  .*count.*");
        assertThat(run(text, 0).lines()).hasSize(2).first().asString().contains("0 ran, 1 cached, 0 failed");
        Files.writeString(text, "");
        String failed = run(text, 1);
        assertThat(failed.lines().filter(line -> !line.startsWith(" "))).hasSize(3);
        assertThat(failed.lines().findFirst().orElseThrow()).contains("failed");
        assertThat(failed).containsPattern("exec count  failed  .*stderr sha256:");
    }

    private String run(Path text, int status) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        assertThat(History.run(List.of(text.toString(), folder.resolve("state").toString()), out, out))
                .isEqualTo(status);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
