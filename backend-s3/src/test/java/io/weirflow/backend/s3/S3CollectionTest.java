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
import java.util.Set;
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
    void aRepositoryBelowAPrefixCollectsNothingOfItsNeighbours() {
        List<String> prefixes = List.of("", "a", "ab", "a/b", "a/objects");
        List<S3Repository> all = prefixes.stream()
                .map(prefix -> repository(prefix, Duration.ZERO))
                .toList();
        Digest live = Digest.of(new byte[11]);
        Digest dead = Digest.of(new byte[12]);
        for (S3Repository each : all) {
            each.put(new byte[11]);
            each.put(new byte[12]);
        }
        S3Repository a = all.get(1);
        LiveSet lives = LiveSet.exactly(Set.of(live));
        assertThat(a.collect(new CollectPolicy(lives, LiveSet.NONE, Instant.MIN, false)))
                .as("nothing is older than the threshold")
                .isEqualTo(new CollectSummary(2, 0, 0));
        assertThat(a.collect(new CollectPolicy(lives, LiveSet.NONE, Instant.MAX, false)))
                .isEqualTo(new CollectSummary(2, 1, 12));
        assertThat(a.missing(List.of(live, dead))).containsExactly(dead);
        for (S3Repository other : all) {
            if (other != a) {
                assertThat(other.missing(List.of(live, dead))).isEmpty();
            }
        }
        assertThat(a.put(new byte[12])).isEqualTo(dead);
        assertThat(a.collect(new CollectPolicy(lives, LiveSet.exactly(Set.of(dead)), Instant.MIN, false)))
                .as("what is known to be dead goes at any age")
                .isEqualTo(new CollectSummary(2, 1, 12));
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
