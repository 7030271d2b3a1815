package io.weirflow.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with arguments and settings is told in words, and not as an exception. None of this sends a request. */
class WrongArgumentsTest {
    private static final String REGION = "aws.region";

    @TempDir
    Path folder;

    @BeforeEach
    void chooseARegion() {
        System.setProperty(REGION, "us-east-1");
    }

    @AfterEach
    void forgetTheRegion() {
        System.clearProperty(REGION);
    }

    private static String run(int status, String... arguments) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        assertThat(Examples.run(List.of(arguments), err, err))
                .as(() -> bytes.toString(StandardCharsets.UTF_8))
                .isEqualTo(status);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void anEmptyNameOfATableOrABucketIsRefused() throws Exception {
        String books = folder.resolve("books").toString();
        Files.createDirectories(folder.resolve("books"));
        String scratch = folder.resolve("scratch").toString();
        assertThat(run(1, "SharedWordCount", books, scratch, "bucket", "")).contains("the name of the table is empty");
        assertThat(run(1, "SharedWordCount", books, scratch, "", "table")).contains("expected s3://bucket/key");
        assertThat(run(1, "SharedCache", "check", "CACHE", "")).contains("the name of the table is empty");
        assertThat(run(1, "ReflowRuns", "")).contains("the name of the table is empty");
        assertThat(run(1, "Agents", "--table", "", "list", scratch)).contains("the name of the table is empty");
        assertThat(run(1, "S3Check", "")).contains("expected s3://bucket/key");
        assertThat(run(1, "S3Check", "bucket", "a//b")).contains("expected a prefix such as team/cache");
    }

    @Test
    void aScratchFolderThatWouldBeCountedIsRefused() throws Exception {
        String books = folder.toString();
        String scratch = folder.resolve("scratch").toString();
        assertThat(run(2, "SharedWordCount", books, scratch, "bucket", "table")).contains("would be counted itself");
    }

    @Test
    void whatShouldBeANumberAndIsNotIsExplained() throws Exception {
        String state = folder.toString();
        assertThat(run(2, "Agents", "start", state, "soon")).contains("usage: Agents");
        assertThat(run(2, "Agents", "agent", state, "one", "-1")).contains("usage: Agents");
        assertThat(run(2, "RunsSoak", "--nodes", "some", "5")).contains("usage: RunsSoak");
        assertThat(run(2, "RunsSoak", "99999999999")).contains("usage: RunsSoak");
        assertThat(run(2, "ReflowRuns", "table", "few")).contains("usage: ReflowRuns");
    }

    @Test
    void aRegionThatCannotBeIsRefused() throws Exception {
        System.setProperty(REGION, "no region");
        assertThat(run(1, "ReflowRuns", "table")).contains("invalid region");
    }
}
