package io.weirflow.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class S3CheckTest {
    @TempDir
    Path folder;

    private LocalS3 server;
    private Map<String, String> settings = Map.of();

    @BeforeEach
    void start() throws Exception {
        server = LocalS3.start(folder);
        settings = new HashMap<>(Map.of(
                "aws.region",
                "us-east-1",
                "aws.accessKeyId",
                LocalS3.KEY,
                "aws.secretAccessKey",
                LocalS3.SECRET,
                "aws.endpointUrlS3",
                server.endpoint().toString()));
        settings.forEach(System::setProperty);
    }

    @AfterEach
    void stop() {
        settings.keySet().forEach(System::clearProperty);
        server.close();
    }

    private static String run(int status, String... arguments) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        assertThat(Examples.run(
                        Stream.concat(Stream.of("S3Check"), Stream.of(arguments))
                                .toList(),
                        out,
                        out))
                .as(() -> bytes.toString(StandardCharsets.UTF_8))
                .isEqualTo(status);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void rightsAreTriedAndNothingIsLeftBehind() throws Exception {
        assertThat(run(0, LocalS3.BUCKET, "some/prefix"))
                .contains("s3:DeleteObject                  ok", "If-None-Match                    ok")
                .contains("All that is needed is allowed.");
        assertThat(files(folder.resolve(LocalS3.BUCKET))).isEmpty();
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void whatIsMissingIsReported() throws Exception {
        System.setProperty("aws.secretAccessKey", "wrong");
        assertThat(run(1, LocalS3.BUCKET))
                .contains("s3:ListBucket                    MISSING: ")
                .contains("check credentials and policy")
                .contains("Something that is needed is missing.");
    }

    @Test
    void aMissingBucketIsReported() throws Exception {
        assertThat(run(1, "no-such-bucket")).contains("NoSuchBucket");
    }

    @Test
    void aBucketInAnotherRegionIsFoundAsProgramsFindIt() throws Exception {
        Set<String> regions = ConcurrentHashMap.newKeySet();
        HttpServer elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        elsewhere.createContext("/", exchange -> {
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("x-amz-bucket-region", "eu-west-1");
            boolean arrived = authorization != null && authorization.contains("/eu-west-1/s3/");
            regions.add(arrived ? "eu-west-1" : "another");
            exchange.sendResponseHeaders(arrived ? 403 : 301, -1);
            exchange.close();
        });
        elsewhere.start();
        System.setProperty(
                "aws.endpointUrlS3",
                "http://127.0.0.1:" + elsewhere.getAddress().getPort());
        try {
            assertThat(run(1, LocalS3.BUCKET)).contains("S3 answered 403").doesNotContain("another region");
            assertThat(regions).contains("eu-west-1");
        } finally {
            elsewhere.stop(0);
        }
    }

    @Test
    void wrongArgumentsAreExplained() throws Exception {
        assertThat(run(2)).contains("usage");
    }
}
