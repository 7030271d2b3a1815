package io.weirflow.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs in processes of their own, as on different machines: they share servers and nothing else. */
class SharedWordCountTest {
    private static CloudServers servers;

    @TempDir
    Path folder;

    private record Run(int exit, String output) {}

    @BeforeAll
    static void startTheServers() throws Exception {
        servers = CloudServers.start();
    }

    @AfterAll
    static void stopTheServers() {
        servers.close();
    }

    @Test
    void whatOneProcessRanAnotherDoesNotRunUntilItIsCollected() throws Exception {
        Path books = Files.createDirectories(folder.resolve("books"));
        Files.writeString(books.resolve("one.txt"), "The cat and the dog\n");
        Files.writeString(books.resolve("two.txt"), "the end\n");

        assertThat(run("SharedCache", "check", "CACHE", "words", CloudServers.BUCKET).output)
                .contains("there is no table words")
                .contains("1 problems");
        assertSucceeds("can be used", "SharedCache", "create", "CACHE", "words");
        assertSucceeds("Nothing is missing", "SharedCache", "check", "CACHE", "words", CloudServers.BUCKET);

        assertSucceeds("4 ran, 0 cached", count(books, "first"));
        String second = assertSucceeds("0 ran, ", count(books, "second"));
        assertThat(second).contains("       3 the\n");
        Files.writeString(books.resolve("two.txt"), "the very end\n");
        assertSucceeds("3 ran, 1 cached", count(books, "third"));

        assertSucceeds("would delete 0 of", "SharedCache", "collect", "CACHE", "words", CloudServers.BUCKET, "30");
        String dry =
                assertSucceeds("would delete", "SharedCache", "collect", "CACHE", "words", CloudServers.BUCKET, "0");
        assertThat(dry).doesNotContain("delete 0 of");
        assertThat(assertSucceeds(
                        "deleted", "SharedCache", "collect", "CACHE", "words", CloudServers.BUCKET, "0", "delete"))
                .isEqualTo(dry.replace("would delete", "deleted"));
        assertSucceeds("4 ran, 0 cached", count(books, "fourth"));
    }

    @Test
    void aTableOfAnotherLayoutIsReported() throws Exception {
        assertSucceeds("can be used", "SharedCache", "create", "REFLOW", "reflow");
        Run check = run("SharedCache", "check", "CACHE", "reflow");
        assertThat(check.exit).isEqualTo(1);
        assertThat(check.output).contains("its keys should be [EntryPrefix HASH, Entry RANGE] and are [ID HASH]");
        assertThat(run("SharedCache", "create", "STATE", "reflow").exit).isEqualTo(1);
        assertThat(run("SharedCache", "create", "NOTHING", "reflow").exit).isEqualTo(2);
    }

    private String[] count(Path books, String scratch) {
        return new String[] {
            "SharedWordCount", books.toString(), folder.resolve(scratch).toString(), CloudServers.BUCKET, "words"
        };
    }

    private String assertSucceeds(String expected, String... arguments) throws Exception {
        Run run = run(arguments);
        assertThat(run.exit).as(run.output).isZero();
        assertThat(run.output).contains(expected);
        return run.output;
    }

    private Run run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Examples.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment().putAll(servers.environment());
        Process process =
                builder.redirectError(folder.resolve("stderr").toFile()).start();
        try (InputStream in = process.getInputStream()) {
            String output = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Run(process.waitFor(), output);
        }
    }
}
