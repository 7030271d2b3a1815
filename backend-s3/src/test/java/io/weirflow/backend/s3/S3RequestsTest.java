package io.weirflow.backend.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.digest.Digest;
import io.weirflow.testkit.Contents;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.services.s3.S3Client;

/** How many requests operations take: they are paid for, and each is a round trip. */
final class S3RequestsTest {
    @TempDir
    static Path folder;

    private static S3Server server;
    private static FaultyHttp network;
    private static S3Client client;
    private static S3Bucket bucket;

    private final S3Repository repository = S3Repository.of(bucket, "requests");

    @BeforeAll
    static void start() throws Exception {
        server = S3Server.inMemory();
        network = new FaultyHttp();
        client = server.client(network);
        bucket = S3BlobStore.of(client).bucket(S3Server.BUCKET);
    }

    @AfterAll
    static void stop() {
        client.close();
        network.close();
        server.close();
    }

    @BeforeEach
    void reset() {
        network.reset();
    }

    private static void assertRequests(SdkHttpMethod... methods) {
        assertThat(network.requests())
                .extracting(request -> SdkHttpMethod.fromValue(request.substring(0, request.indexOf(' '))))
                .containsExactly(methods);
        network.reset();
    }

    @Test
    void aSmallPutIsOneRequest() throws Exception {
        byte[] content = Contents.bytes(100_000, 1);
        repository.put(content);
        assertRequests(SdkHttpMethod.PUT);
        repository.put(new ByteArrayInputStream(content));
        assertRequests(SdkHttpMethod.PUT);
        repository.put(Digest.of(content), new ByteArrayInputStream(content));
        assertRequests(SdkHttpMethod.PUT);
        repository.putFile(Files.write(folder.resolve("file"), content));
        assertRequests(SdkHttpMethod.PUT);
        bucket.put("x", new ByteArrayInputStream(content), content.length, Optional.of(Digest.of(content)));
        assertRequests(SdkHttpMethod.PUT);
    }

    @Test
    void aReadIsOneRequestAndSoIsALook() throws Exception {
        byte[] content = Contents.bytes(100_000, 2);
        Digest digest = repository.put(content);
        network.reset();
        repository.read(digest);
        assertRequests(SdkHttpMethod.GET);
        repository.materialize(digest, folder.resolve("materialized"));
        assertRequests(SdkHttpMethod.GET);
        repository.size(digest);
        assertRequests(SdkHttpMethod.HEAD);
        repository.contains(digest);
        assertRequests(SdkHttpMethod.HEAD);
    }

    @Test
    void aLargePutOfKnownDigestMakesNoCopy() throws Exception {
        byte[] content = Contents.bytes((int) PartSizes.MIN_BYTES + 1, 3);
        List<Runnable> puts = List.of(
                () -> repository.put(Digest.of(content), new ByteArrayInputStream(content)),
                () -> repository.put(content),
                () -> bucket.put("y", new ByteArrayInputStream(content), content.length));
        for (Runnable put : puts) {
            put.run();
            assertRequests(SdkHttpMethod.POST, SdkHttpMethod.PUT, SdkHttpMethod.PUT, SdkHttpMethod.POST);
        }
        repository.put(new ByteArrayInputStream(content));
        assertThat(network.requests()).hasSize(6);
        assertThat(network.requests().get(5)).startsWith("DELETE /bucket/requests/uploads/");
    }

    @Test
    void eachWantedBlobIsAskedForAtMostOnce() {
        List<Digest> wanted = new ArrayList<>();
        for (int i = 0; i < BlobPresence.FEW; i++) {
            wanted.add(Digest.of("wanted " + i));
        }
        List<Digest> twice = new ArrayList<>(wanted);
        twice.addAll(wanted);
        assertThat(repository.missing(twice)).hasSameElementsAs(wanted);
        assertThat(network.requests()).hasSize(BlobPresence.FEW).doesNotHaveDuplicates();
        assertThat(network.count(SdkHttpMethod.HEAD)).isEqualTo(BlobPresence.FEW);
    }

    @Test
    void noneIsAskedForByNobody() {
        assertThat(repository.missing(List.of())).isEmpty();
        assertThat(network.requests()).isEmpty();
    }

    @Test
    void manyBlobsOfASmallRepositoryAreFoundByOneListing() {
        S3Repository small = S3Repository.of(bucket, "small");
        Set<Digest> present = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            present.add(small.put(Contents.bytes(i, 4)));
        }
        network.reset();
        List<Digest> wanted = new ArrayList<>(present);
        IntStream.range(0, 10_000).forEach(i -> wanted.add(Digest.of("absent " + i)));
        Set<Digest> missing = small.missing(wanted);
        assertThat(missing).hasSize(10_000).doesNotContainAnyElementsOf(present);
        assertRequests(SdkHttpMethod.GET);
    }

    @Test
    void manyKeysAreListedAndDeletedAThousandAtATime() {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 1001; i++) {
            keys.add("deleted/" + i);
        }
        bucket.delete(keys);
        assertThat(network.requests()).hasSize(2); // in any order: both are under way at a time
        assertThat(network.count(SdkHttpMethod.POST)).isEqualTo(1);
        assertThat(network.count(SdkHttpMethod.DELETE)).isEqualTo(1);
    }

    @Test
    void aSnapshotLooksAtNoObjectByItself() {
        for (int i = 0; i < 5; i++) {
            bucket.put("snapshot/" + i, new ByteArrayInputStream(new byte[i]), i);
        }
        network.reset();
        assertThat(bucket.snapshot("snapshot/").count()).isEqualTo(5);
        assertRequests(SdkHttpMethod.GET);
    }
}
