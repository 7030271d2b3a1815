package io.weirflow.backend.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import io.weirflow.assertion.AssertionKey;
import io.weirflow.assertion.Assertions;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.reflow.FilesetJson;
import io.weirflow.reflow.FilesetV2;
import io.weirflow.repository.CollectPolicy;
import io.weirflow.repository.CollectSummary;
import io.weirflow.repository.LiveSet;
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
    private static final Fileset DOT = Fileset.of(File.resolved(FOO, 3));
    private static final Assertions SEEN = Assertions.of(
            new AssertionKey(AssertionKey.BLOB, "s3://bucket/key"), Map.of("etag", "\"etag\"", "size", "1234"));

    /** Filesets, by the names that Reflow gave to their objects. */
    private static final Map<Digest, Fileset> FILESETS = Map.of(
            Digest.parse("sha256:c740cc14187db975b76db8cb517ea1be9583fb26ff0ac586dcb8e9327a31f84d"),
            DOT,
            Digest.parse("sha256:45ab359588622eea94250edc2858d2ae11429e58b3516a7948897550930914b3"),
            Fileset.EMPTY,
            Digest.parse("sha256:68a9889eafa68507e983f5fc95d1f5fbdffed1c2ccdf2c7978e3483c59af42bf"),
            Fileset.list(List.of(DOT, Fileset.EMPTY, Fileset.of(File.resolved(Digest.of("bar"), 3)))),
            Digest.parse("sha256:c92680c88fc30bf9348ca25ce1e2f7d46177ec7c8d6e57e2bc5d964423a3f1f8"),
            Fileset.of(File.resolved(FOO, 3).withAssertions(SEEN)));

    /** A fileset in the first form, which is read and no longer written. */
    private static final Digest V1 =
            Digest.parse("sha256:9697fc4ab6597f2439308ac3442195958fd1af80d94129da0d66c234fcdcc198");

    private static final Fileset OF_V1 = Fileset.of(
            File.resolved(Digest.parse("sha256:3be2d15c4faeea96bfe68e84fe1652d09e47435f01850727bfb3515930206a1c"), 7)
                    .withAssertions(Assertions.of(
                            new AssertionKey(AssertionKey.BLOB, "s3://bucket/key"), Map.of("etag", "e1"))));

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
        assertThat(objects).hasSize(7);
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
        Digest absent = Digest.of("bar");
        List<Digest> wanted = new ArrayList<>(FILESETS.keySet());
        wanted.addAll(List.of(FOO, V1, absent));
        assertThat(repository.missing(wanted)).containsExactly(absent);
        assertThat(repository.read(FOO)).asString().isEqualTo("foo");
        FILESETS.forEach((digest, fileset) -> {
            assertThat(FilesetV2.read(repository.read(digest))).isEqualTo(fileset);
            assertThat(bucket(S3Server.BUCKET).stat("objects/" + digest).contentHash())
                    .isEmpty();
        });
        assertThat(FilesetJson.readV1(repository.open(V1))).isEqualTo(OF_V1);
        assertThat(repository.expand("2c26b46b")).containsExactly(FOO);
        assertThat(bucket(S3Server.BUCKET).stat("objects/" + FOO).contentHash()).contains(FOO);
        CollectSummary all =
                repository.collect(CollectPolicy.allBut(LiveSet.NONE).asDryRun());
        assertThat(all.examined()).as("blobs").isEqualTo(6);
    }

    @Test
    void whatWeWriteIsTheSame() throws Exception {
        S3Repository repository = S3Repository.of(bucket(S3Server.OTHER));
        repository.put("foo".getBytes(StandardCharsets.UTF_8));
        FILESETS.values().forEach(fileset -> repository.put(FilesetV2.write(fileset, false, true)));
        List<String> keys = new ArrayList<>();
        bucket(S3Server.OTHER).scan("", (key, file) -> keys.add(key));
        List<Golden> blobs = golden().stream()
                .filter(object ->
                        object.key().startsWith("objects/") && !object.key().endsWith(V1.toString()))
                .toList();
        assertThat(keys)
                .containsExactlyInAnyOrderElementsOf(
                        blobs.stream().map(Golden::key).toList());
        for (Golden object : blobs) {
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
