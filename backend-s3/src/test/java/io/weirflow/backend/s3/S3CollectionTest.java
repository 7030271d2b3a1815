package io.weirflow.backend.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.digest.Digest;
import io.weirflow.repository.CollectPolicy;
import io.weirflow.repository.CollectSummary;
import io.weirflow.repository.LiveSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

final class S3CollectionTest {
    private static S3Server server;
    private static S3Client client;

    @BeforeAll
    static void start() throws Exception {
        server = S3Server.inMemory();
        client = server.client();
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    private static S3Repository repository(String prefix, Duration later) {
        return S3Repository.of(
                S3BlobStore.of(client).bucket(S3Server.BUCKET), prefix, Clock.offset(Clock.systemUTC(), later));
    }

    private static void put(String key) {
        client.putObject(request -> request.bucket(S3Server.BUCKET).key(key), RequestBody.fromString("x"));
    }

    private static List<String> keys(String prefix) {
        List<String> keys = new ArrayList<>();
        S3BlobStore.of(client).bucket(S3Server.BUCKET).scan(prefix, (key, file) -> keys.add(key));
        return keys;
    }

    @Test
    void whatIsNotABlobStays() {
        S3Repository repository = repository("foreign", Duration.ZERO);
        repository.put(new byte[10]);
        put("foreign/objects/sha256:not-a-digest");
        put("foreign/objects/sha256:" + "A".repeat(64));
        put("foreign/notes");
        assertThat(repository.collect(CollectPolicy.allBut(LiveSet.NONE))).isEqualTo(new CollectSummary(1, 1, 10));
        assertThat(keys("foreign/")).hasSize(3);
    }

    @Test
    void uploadsThatBeganMoreThanADayAgoAreClearedAway() {
        put("left/uploads/0123456789abcdef");
        String upload = client.createMultipartUpload(
                        request -> request.bucket(S3Server.BUCKET).key("left/objects/" + Digest.of("never completed")))
                .uploadId();
        CollectPolicy policy = new CollectPolicy(LiveSet.NONE, LiveSet.NONE, Instant.MIN, false);

        repository("left", Duration.ofHours(23)).collect(policy);
        repository("left", Duration.ofHours(25)).collect(policy.asDryRun());
        assertThat(keys("left/")).containsExactly("left/uploads/0123456789abcdef");
        assertThat(uploads()).contains(upload);

        assertThat(repository("left", Duration.ofHours(25)).collect(policy)).isEqualTo(new CollectSummary(0, 0, 0));
        assertThat(keys("left/")).isEmpty();
        assertThat(uploads()).doesNotContain(upload);
    }

    private static List<String> uploads() {
        return client.listMultipartUploads(request -> request.bucket(S3Server.BUCKET)).uploads().stream()
                .map(MultipartUpload::uploadId)
                .toList();
    }

    @Test
    void blobsAreFoundByTheBeginningOfTheirName() {
        S3Repository repository = repository("names", Duration.ZERO);
        Digest digest = repository.put(new byte[1]);
        repository.put(new byte[2]);
        assertThat(repository.expand(digest.hex().substring(0, 8))).containsExactly(digest);
        assertThat(repository.expand(digest.hex())).containsExactly(digest);
        assertThat(repository.expand("0123456789")).isEmpty();
    }
}
