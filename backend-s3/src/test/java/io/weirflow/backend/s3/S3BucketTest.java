package io.weirflow.backend.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.blob.BlobMux;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.testkit.Contents;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

final class S3BucketTest {
    @TempDir
    static Path folder;

    private static S3Server server;
    private static FaultyHttp network;
    private static S3Client client;
    private static S3BlobStore store;
    private static S3Bucket bucket;

    @BeforeAll
    static void start() throws Exception {
        server = S3Server.inMemory();
        network = new FaultyHttp();
        client = server.client(network);
        store = S3BlobStore.of(client);
        bucket = store.bucket(S3Server.BUCKET);
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

    private static File put(String key, byte[] content) {
        return bucket.put(key, new ByteArrayInputStream(content), content.length);
    }

    private static ErrorKind kindOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(WeirflowException.class, call).kind();
    }

    /** The test server takes keys for paths and changes them, so look at what is sent. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/bucket//absolute|/absolute",
                "/bucket/a//b|a//b",
                "/bucket/a%20b%2520c%2Bd|a b%20c+d",
                "/bucket/%E6%97%A5/%F0%9D%92%B3%3F%23%25|\u65e5/\ud835\udcb3?#%",
                "/bucket/objects/sha256%3Aab|objects/sha256:ab"
            })
    void keysAreSentExactly(String pathAndKey) {
        String path = pathAndKey.substring(0, pathAndKey.indexOf('|'));
        String key = pathAndKey.substring(pathAndKey.indexOf('|') + 1);
        try {
            bucket.stat(key);
        } catch (WeirflowException e) {
            assertThat(e.kind()).isNotEqualTo(ErrorKind.INVALID);
        }
        assertThat(network.requests()).contains("HEAD " + path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a/..", "./a", "nul\0", "half\ud835pair"})
    void keysThatCannotArriveAreRefused(String key) {
        assertThat(kindOf(() -> bucket.stat(key))).isEqualTo(ErrorKind.INVALID);
        assertThat(kindOf(() -> put(key, new byte[1]))).isEqualTo(ErrorKind.INVALID);
        assertThat(network.requests()).isEmpty();
    }

    @Test
    void aKeyHasAtMost1024Bytes() {
        assertThat(kindOf(() -> bucket.stat("\u00e9".repeat(513)))).isEqualTo(ErrorKind.INVALID);
        assertThat(kindOf(() -> bucket.stat("\u00e9".repeat(512)))).isNotEqualTo(ErrorKind.INVALID);
    }

    @Test
    void contentThatIsStatedToBeLargerThanAnObjectMayBeIsRefused() {
        for (long size : new long[] {PartSizes.MAX_OBJECT_BYTES + 1, Long.MAX_VALUE}) {
            assertThat(kindOf(() -> bucket.put("huge", new ByteArrayInputStream(new byte[1]), size)))
                    .isEqualTo(ErrorKind.INVALID);
        }
        assertThat(network.requests()).isEmpty();
    }

    @Test
    void keysThatXmlCannotCarryAreDeletedByThemselves() {
        bucket.delete(List.of("bell\u0007", "return\r", "plain", "tab\tand\nline"));
        assertThat(network.requests())
                .containsExactlyInAnyOrder("DELETE /bucket/bell%07", "DELETE /bucket/return%0D", "POST /bucket?delete");
    }

    @Test
    void aStretchIsReadAsFarAsThereIsOne() throws Exception {
        byte[] content = Contents.bytes(1000, 1);
        String etag = put("stretch", content).etag();
        for (long[] stretch : new long[][] {{0, 1}, {10, 100}, {999, 1}, {990, 100}, {0, 5000}}) {
            try (InputStream in = bucket.openRange("stretch", Optional.of(etag), stretch[0], stretch[1])) {
                int end = (int) Math.min(1000, stretch[0] + stretch[1]);
                assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, (int) stretch[0], end));
            }
        }
        assertThat(kindOf(() -> bucket.openRange("stretch", Optional.empty(), 1000, 1)))
                .isEqualTo(ErrorKind.INVALID);
        assertThat(kindOf(() -> bucket.openRange("stretch", Optional.empty(), 0, 0)))
                .isEqualTo(ErrorKind.INVALID);
        assertThat(kindOf(() -> bucket.openRange("stretch", Optional.of("\"other\""), 0, 1)))
                .isEqualTo(ErrorKind.PRECONDITION);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                1,
                (int) Ranges.FIRST_BYTES - 1,
                (int) Ranges.FIRST_BYTES,
                (int) Ranges.FIRST_BYTES + 1,
                3 * (int) Ranges.FIRST_BYTES + 7
            })
    void aDownloadInRangesIsTheWhole(int size) throws Exception {
        byte[] content = Contents.bytes(size, 2);
        String etag = put("download", content).etag();
        Path target = Files.writeString(folder.resolve("target"), "what was there before");
        assertThat(bucket.download("download", Optional.of(etag), target)).isEqualTo(Digest.of(content));
        assertThat(Files.readAllBytes(target)).isEqualTo(content);
        put("download", new byte[1]);
        assertThat(kindOf(() -> bucket.download("download", Optional.of(etag), target)))
                .isEqualTo(ErrorKind.PRECONDITION);
    }

    @Test
    void whatReflowWroteAboutContentIsKnown() {
        client.putObject(
                request -> request.bucket(S3Server.BUCKET)
                        .key("reflow")
                        .metadata(Map.of("Content-Sha256", Digest.of("content").hex())),
                RequestBody.fromString("content"));
        assertThat(bucket.stat("reflow").contentHash()).contains(Digest.of("content"));
        client.putObject(
                request ->
                        request.bucket(S3Server.BUCKET).key("reflow").metadata(Map.of("Content-Sha256", "no digest")),
                RequestBody.fromString("content"));
        assertThat(bucket.stat("reflow").contentHash()).isEmpty();
    }

    @Test
    void aReferenceReadsTheVersionThatWasSeenOrNone() throws Exception {
        put("lazy/a", Contents.bytes(50, 3));
        BlobMux mux = BlobMux.of(List.of(store));
        File seen = mux.snapshotWithAssertions("s3://bucket/lazy/").files().get("a");
        assertThat(seen.assertions().toString()).contains(seen.etag());
        try (InputStream in = mux.open(seen)) {
            assertThat(in.readAllBytes()).isEqualTo(Contents.bytes(50, 3));
        }
        put("lazy/a", Contents.bytes(50, 4));
        assertThat(kindOf(() -> mux.open(seen))).isEqualTo(ErrorKind.PRECONDITION);
    }

    @Test
    void aCopyKeepsWhatIsKnownOfAnObject() {
        client.putObject(
                request -> request.bucket(S3Server.BUCKET)
                        .key("typed")
                        .contentType("text/plain")
                        .metadata(Map.of("mine", "kept")),
                RequestBody.fromBytes(Contents.bytes(12 << 20, 5)));
        S3BlobStore inParts = S3BlobStore.builder()
                .client(client)
                .copySizes(new Copier.Sizes(1000, PartSizes.MIN_BYTES))
                .build();
        S3Bucket from = inParts.bucket(S3Server.BUCKET);
        File copy = inParts.bucket(S3Server.OTHER).copyFrom(from, "typed", "copy in parts");
        assertThat(network.requests())
                .filteredOn(request -> request.contains("partNumber"))
                .hasSize(3);
        assertThat(copy.sizeBytes()).isEqualTo(12 << 20);
        var found = client.headObject(request -> request.bucket(S3Server.OTHER).key("copy in parts"));
        assertThat(found.contentType()).isEqualTo("text/plain");
        assertThat(found.metadata()).containsEntry("mine", "kept");
        assertThat(found.eTag()).isEqualTo(copy.etag());
        assertThat(bucket.copyFrom(bucket, "typed", "typed")).isEqualTo(bucket.stat("typed"));
    }
}
