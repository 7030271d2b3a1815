package io.weirflow.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs in processes of their own, as on different machines: they share servers and nothing else. */
class SharedWordCountTest {
    private static CloudServers servers;

    @TempDir
    Path folder;

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

        assertThat(servers.run("SharedCache", "check", "CACHE", "words", CloudServers.BUCKET)
                        .output())
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
    void aRepositoryBelowAPrefixIsCollectedByItself() throws Exception {
        Path books = Files.createDirectories(folder.resolve("books"));
        Files.writeString(books.resolve("one.txt"), "below a prefix\n");
        String bucket = "s3://" + CloudServers.BUCKET + "/team/words";
        assertSucceeds("can be used", "SharedCache", "create", "CACHE", "below");
        assertSucceeds("Nothing is missing", "SharedCache", "check", "CACHE", "below", bucket);
        String scratch = folder.resolve("scratch").toString();
        assertSucceeds("3 ran, 0 cached", "SharedWordCount", books.toString(), scratch, bucket, "below");
        String root = assertSucceeds(
                "would delete", "SharedCache", "collect", "CACHE", "below", CloudServers.BUCKET + "/elsewhere", "0");
        assertThat(root).contains("and 0 of 0 objects");
        String below = assertSucceeds("would delete", "SharedCache", "collect", "CACHE", "below", bucket + '/', "0");
        assertThat(below).doesNotContain("delete 0 of").doesNotContain("and 0 of");
        assertThat(assertSucceeds("deleted", "SharedCache", "collect", "CACHE", "below", bucket, "0", "delete"))
                .isEqualTo(below.replace("would delete", "deleted"));
        assertSucceeds("and 0 of 0 objects", "SharedCache", "collect", "CACHE", "below", bucket, "0");
    }

    @Test
    void aTableOfAnotherLayoutIsReported() throws Exception {
        assertSucceeds("can be used", "SharedCache", "create", "REFLOW", "reflow");
        CloudServers.Ended check = servers.run("SharedCache", "check", "CACHE", "reflow");
        assertThat(check.exit()).isEqualTo(1);
        assertThat(check.output()).contains("its keys should be [EntryPrefix HASH, Entry RANGE] and are [ID HASH]");
        assertThat(servers.run("SharedCache", "create", "STATE", "reflow").exit())
                .isEqualTo(1);
        assertThat(servers.run("SharedCache", "create", "NOTHING", "reflow").exit())
                .isEqualTo(2);
    }

    @Test
    void whatIsRecordedIsListedAsReflowsRunsAre() throws Exception {
        Path books = Files.createDirectories(folder.resolve("books"));
        Files.writeString(books.resolve("one.txt"), "recorded\n");
        assertSucceeds("can be used", "SharedCache", "create", "CACHE", "recorded");
        assertSucceeds("can be used", "SharedCache", "create", "REFLOW_TASKS", "recorded-tasks");
        String scratch = folder.resolve("scratch").toString();
        String bucket = "s3://" + CloudServers.BUCKET + "/recorded";
        assertSucceeds(
                "3 ran, 0 cached", "SharedWordCount", books.toString(), scratch, bucket, "recorded", "recorded-tasks");
        String runs = assertSucceeds("name=words of " + books, "ReflowRuns", "recorded-tasks");
        assertThat(runs).contains("  ended  ", "  words/one.txt  ended  ", "  merge  ended  ", "stderr sha256:");
    }

    private String[] count(Path books, String scratch) {
        return new String[] {
            "SharedWordCount", books.toString(), folder.resolve(scratch).toString(), CloudServers.BUCKET, "words"
        };
    }

    private String assertSucceeds(String expected, String... arguments) throws Exception {
        CloudServers.Ended run = servers.run(arguments);
        assertThat(run.exit()).as(run.output()).isZero();
        assertThat(run.output()).contains(expected);
        return run.output();
    }
}
