package io.weirflow.backend.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.reflow.FilesetV2;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** A bucket as Reflow fills it can be read, and ours is the same. */
final class ReflowBucketGoldenTest {
    private static final Digest FOO = Digest.of("foo");
    private static final Fileset FILESET = Fileset.of(File.resolved(FOO, 3));

    /** The name that Reflow gave to the fileset's object. */
    private static final Digest STORED =
            Digest.parse("sha256:c740cc14187db975b76db8cb517ea1be9583fb26ff0ac586dcb8e9327a31f84d");

    private S3Server server;
    private S3Client client;

    private record Golden(String key, Optional<String> hash, String hex) {
        byte[] content() {
            return HexFormat.of().parseHex(hex);
        }
    }

    @BeforeEach
    void start() throws Exception {
        server = S3Server.inMemory();
        client = server.client();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private static List<Golden> golden() throws Exception {
        List<Golden> objects = new ArrayList<>();
        try (InputStream in = ReflowBucketGoldenTest.class.getResourceAsStream("/golden/reflow-bucket.txt")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                List<String> fields = Splitter.on(' ').splitToList(line);
                objects.add(new Golden(
                        fields.get(0), Optional.of(fields.get(1)).filter(hash -> !hash.equals("-")), fields.get(2)));
            });
        }
        assertThat(objects).hasSize(2);
        return objects;
    }

    private S3Bucket bucket(String name) {
        return S3BlobStore.of(client).bucket(name);
    }

    @Test
    void whatReflowWroteIsReadBack() throws Exception {
        for (Golden object : golden()) {
            client.putObject(
                    request -> request.bucket(S3Server.BUCKET)
                            .key(object.key())
                            .metadata(object.hash()
                                    .map(hash -> Map.of("Content-Sha256", hash))
                                    .orElse(Map.of())),
                    RequestBody.fromBytes(object.content()));
        }
        S3Repository repository = S3Repository.of(bucket(S3Server.BUCKET));
        assertThat(repository.missing(List.of(FOO, STORED, Digest.of("bar")))).containsExactly(Digest.of("bar"));
        assertThat(repository.read(FOO)).asString().isEqualTo("foo");
        assertThat(FilesetV2.read(repository.read(STORED))).isEqualTo(FILESET);
        assertThat(repository.expand("2c26b46b")).containsExactly(FOO);
        assertThat(bucket(S3Server.BUCKET).stat("objects/" + FOO).contentHash()).contains(FOO);
        assertThat(bucket(S3Server.BUCKET).stat("objects/" + STORED).contentHash())
                .isEmpty();
    }

    @Test
    void whatWeWriteIsTheSame() throws Exception {
        S3Repository repository = S3Repository.of(bucket(S3Server.OTHER));
        repository.put("foo".getBytes(StandardCharsets.UTF_8));
        repository.put(FilesetV2.write(FILESET, false, true));
        List<String> keys = new ArrayList<>();
        bucket(S3Server.OTHER).scan("", (key, file) -> keys.add(key));
        assertThat(keys)
                .containsExactlyInAnyOrderElementsOf(
                        golden().stream().map(Golden::key).toList());
        for (Golden object : golden()) {
            var found = client.getObjectAsBytes(
                    request -> request.bucket(S3Server.OTHER).key(object.key()));
            assertThat(found.asByteArray()).isEqualTo(object.content());
            assertThat(found.response().metadata())
                    .as("Reflow leaves the digest out where it copies, and reads it everywhere")
                    .containsExactlyEntriesOf(Map.of(
                            "content-sha256",
                            object.key().substring(object.key().indexOf(':') + 1)));
        }
    }
}
