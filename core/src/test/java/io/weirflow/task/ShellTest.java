package io.weirflow.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;

final class ShellTest {
    @Property(tries = 60)
    void theShellReadsAQuotedTextAsTheTextItself(
            @ForAll @StringLength(max = 40) @CharRange(from = 1, to = 126) String text) throws IOException {
        Process shell = new ProcessBuilder("sh", "-c", "printf %s " + Shell.quote(text)).start();

        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                .isEqualTo(text);
    }
}
