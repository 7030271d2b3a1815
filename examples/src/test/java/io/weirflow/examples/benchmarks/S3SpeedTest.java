package io.weirflow.examples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.examples.LocalS3;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Runs the comparison in a small size, unless the properties {@code s3speed.small}, {@code s3speed.mib} and {@code
 * s3speed.rounds} give another one; then its table is printed.
 */
final class S3SpeedTest {
    @Test
    void theComparisonMovesContentBothWays(@TempDir Path folder) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (LocalS3 server = LocalS3.start(folder.resolve("server"));
                S3Client client = server.client()) {
            S3Speed.run(
                    client,
                    LocalS3.BUCKET,
                    folder,
                    Integer.getInteger("s3speed.small", 10),
                    Integer.getInteger("s3speed.mib", 11),
                    Integer.getInteger("s3speed.rounds", 1),
                    new PrintStream(bytes, true, StandardCharsets.UTF_8));
        }
        String table = bytes.toString(StandardCharsets.UTF_8);
        if (Integer.getInteger("s3speed.small") != null) {
            System.out.println(table);
        }
        assertThat(table.lines()).hasSize(6).allMatch(line -> line.startsWith("|"));
        assertThat(Files.mismatch(folder.resolve("our large"), folder.resolve("large")))
                .isNegative();
        assertThat(Files.mismatch(folder.resolve("down/w3"), folder.resolve("small3")))
                .isNegative();
    }
}
