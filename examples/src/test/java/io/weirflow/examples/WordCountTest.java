package io.weirflow.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WordCountTest {
    @TempDir
    Path folder;

    private Path books;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @BeforeEach
    void writeBooks() throws IOException {
        books = Files.createDirectories(folder.resolve("my books"));
        write("chapter1.txt", "The cat and the dog");
        write("part 2/it's 100%.txt", "the end");
        write("empty.txt", "");
        write(".hidden/x.txt", "hidden hidden hidden");
    }

    @Test
    void wordsOfAllVisibleFilesAreCounted() throws IOException {
        assertThat(run()).startsWith("""
                               3 the
                               1 and
                               1 cat
                               1 dog
                               1 end
                        5 different words
                        """).contains("5 ran, 0 cached, 0 failed");
    }

    @Test
    void aSecondRunRunsNothing() throws IOException {
        run();

        assertThat(run()).contains("       3 the\n").contains("0 ran, ").contains(" cached, 0 failed");
    }

    @Test
    void afterAChangeOfOneFileOnlyWhatDependsOnItRuns() throws IOException {
        run();
        write("chapter1.txt", "A cat");

        assertThat(run())
                .startsWith("       1 a\n")
                .contains("3 ran, 2 cached, 0 failed")
                .contains("words/chapter1.txt");
    }

    @Test
    void anAddedFileIsCountedAlone() throws IOException {
        run();
        write("chapter3.txt", "dog dog dog dog");

        assertThat(run())
                .startsWith("       5 dog\n")
                .contains("3 ran, 3 cached, 0 failed")
                .contains("chapter3.txt");
    }

    @Test
    void aDeletedFileIsNoLongerCountedAndNothingButTheMergeRuns() throws IOException {
        run();
        Files.delete(books.resolve("chapter1.txt"));

        assertThat(run()).startsWith("       1 end\n       1 the\n2 different").contains("2 ran, 2 cached, 0 failed");
    }

    @Test
    void aStateFolderWithinTheTextsIsRefused() throws IOException {
        assertThat(WordCount.run(
                        List.of(books.toString(), books.resolve("state").toString()), stream(), stream()))
                .isEqualTo(2);
        assertThat(text()).contains("would be counted itself");
    }

    @Test
    void aDirectoryThatDoesNotExistIsNamed() throws IOException {
        assertThat(WordCount.run(List.of(folder.resolve("nowhere").toString()), stream(), stream()))
                .isEqualTo(2);
        assertThat(text()).contains("There is no directory " + folder.resolve("nowhere"));
    }

    private void write(String path, String text) throws IOException {
        Path file = books.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text + "\n");
    }

    private String run() throws IOException {
        out.reset();
        assertThat(WordCount.run(
                        List.of(books.toString(), folder.resolve("state").toString()), stream(), stream()))
                .as("exit status; printed: " + text())
                .isZero();
        return text();
    }

    private PrintStream stream() {
        return new PrintStream(out, true, StandardCharsets.UTF_8);
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
