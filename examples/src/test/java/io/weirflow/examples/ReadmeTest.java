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

final class ReadmeTest {
    @TempDir
    Path folder;

    @Test
    void theProgramOfTheReadmeIsTheExample() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        String source = Files.readString(Path.of("src/main/java/io/weirflow/examples/FirstProgram.java"));

        assertThat(between(source, "// README: begin\n", "        // README: end")
                        .stripTrailing()
                        .stripIndent())
                .isEqualTo(between(readme, "```java\n", "```").stripTrailing());
    }

    @Test
    void theProgramOfTheReadmePrintsWhatItSays() throws Exception {
        Path book = folder.resolve("book.txt");
        Files.writeString(book, "The cat and the dog\nand the bird\n");
        String readme = Files.readString(Path.of("../README.md"));

        assertThat(withoutTimes(readme)).contains(withoutTimes(run(book))).contains(withoutTimes(run(book)));
        assertThat(folder.resolve("counts.txt"))
                .hasContent("      1 The\n      2 and\n      1 bird\n      1 cat\n      1 dog\n      2 the");
    }

    @Test
    void anExampleThatDoesNotExistIsAnsweredByThoseThatDo() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

        assertThat(Examples.run(List.of("Nothing"), out, out)).isEqualTo(2);
        assertThat(bytes.toString(StandardCharsets.UTF_8)).contains(Examples.names());
    }

    private String run(Path book) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        String state = folder.resolve("state").toString();
        assertThat(Examples.run(List.of("FirstProgram", book.toString(), state), out, out))
                .isZero();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static String withoutTimes(String text) {
        return text.replaceAll("in [0-9.]+ m?s", "in TIME");
    }

    private static String between(String text, String begin, String end) {
        int from = text.indexOf(begin) + begin.length();
        return text.substring(from, text.indexOf(end, from));
    }
}
