package io.weirflow.backend.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import io.weirflow.digest.Digest;
import io.weirflow.repository.CollectPolicy;
import io.weirflow.repository.LiveSet;
import io.weirflow.testkit.Contents;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.services.s3.S3Client;

/** Objects of many parts, and buckets of many objects. */
final class S3LargeTest {
    private static final int MANY = 10_000;
    private static final long LARGE = 200 * PartSizes.MIB;

    @TempDir
    static Path folder;

    private static S3Server server;
    private static FaultyHttp network;
    private static S3Client client;
    private static S3Bucket bucket;

    @BeforeAll
    static void start() throws Exception {
        server = S3Server.inFolder(folder.resolve("server"));
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

    @ParameterizedTest
    @ValueSource(
            ints = {
                (int) PartSizes.MIN_BYTES - 1,
                (int) PartSizes.MIN_BYTES,
                (int) PartSizes.MIN_BYTES + 1,
                2 * (int) PartSizes.MIN_BYTES,
                2 * (int) PartSizes.MIN_BYTES + 1
            })
    void contentAtTheBorderOfPartsIsStoredWhole(int size) throws Exception {
        S3Repository repository = S3Repository.of(bucket, "parts");
        byte[] byStream = Contents.bytes(size, 1);
        assertThat(repository.put(Contents.trickling(byStream))).isEqualTo(Digest.of(byStream));
        byte[] byDigest = Contents.bytes(size, 2);
        repository.put(Digest.of(byDigest), Contents.trickling(byDigest));
        byte[] byFile = Contents.bytes(size, 3);
        repository.putFile(Files.write(folder.resolve("file"), byFile));
        byte[] byArray = Contents.bytes(size, 4);
        repository.put(byArray);
        for (byte[] content : List.of(byStream, byDigest, byFile, byArray)) {
            assertThat(repository.read(Digest.of(content))).isEqualTo(content);
            assertThat(bucket.stat("parts/objects/" + Digest.of(content)).contentHash())
                    .contains(Digest.of(content));
        }
        bucket.put("unsized", Contents.trickling(byStream), -1);
        assertThat(bucket.stat("unsized").sizeBytes()).isEqualTo(size);
        List<String> left = new ArrayList<>();
        bucket.scan("parts/uploads/", (key, file) -> left.add(key));
        assertThat(left).isEmpty();
    }

    /** Content that follows from its place, without being kept anywhere. */
    private static InputStream large() {
        byte[] block = new byte[1 << 16];
        new Random(5).nextBytes(block);
        return new InputStream() {
            private long at;

            @Override
            public int read() {
                return at == LARGE ? -1 : block[(int) (at++ % block.length)] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                if (at == LARGE) {
                    return -1;
                }
                int begin = (int) (at % block.length);
                int count = (int) Math.min(Math.min(length, block.length - begin), LARGE - at);
                System.arraycopy(block, begin, buffer, offset, count);
                at += count;
                return count;
            }
        };
    }

    @Test
    void anObjectOf200MiBIsStoredInPartsAndReadInRangesAsManyAtATimeAsHelp() throws IOException {
        Digest digest = S3Repository.of(bucket, "large").put(large());
        assertThat(network.requests())
                .filteredOn(request -> request.startsWith("PUT") && request.contains("partNumber="))
                .hasSize(40);
        assertThat(S3Repository.of(bucket, "large").size(digest)).isEqualTo(LARGE);
        Ticker standing = ticks(0);
        // The first reply is judged by its beginning, each of the next as a whole: 8, 64, 64, 32, 16, 8 and 8 MiB.
        assertReadIn(7, digest, new Pace(standing, Long.MAX_VALUE));
        Ticker racing = ticks(Duration.ofHours(1).toNanos());
        assertReadIn(18, digest, new Pace(racing, 1_000_000));
        // The third range is slow, after 136 MiB: the rest is cut into 8.
        AtomicInteger looks = new AtomicInteger();
        assertReadIn(
                11,
                digest,
                new Pace(
                        from(() -> looks.incrementAndGet() < 6
                                ? 0
                                : Duration.ofHours(1).toNanos()),
                        1_000_000));
    }

    private void assertReadIn(int requests, Digest digest, Pace pace) throws IOException {
        S3Bucket paced = S3BlobStore.builder().client(client).pace(pace).build().bucket(S3Server.BUCKET);
        network.reset();
        Path target = folder.resolve("large");
        S3Repository.of(paced, "large").materialize(digest, target);
        assertThat(network.count(SdkHttpMethod.GET)).isEqualTo(requests);
        try (InputStream expected = large();
                InputStream found = Files.newInputStream(target)) {
            byte[] buffer = new byte[1 << 20];
            for (long at = 0; at < LARGE; at += buffer.length) {
                assertThat(found.readNBytes(buffer.length)).isEqualTo(expected.readNBytes(buffer.length));
            }
            assertThat(found.read()).isNegative();
        }
        Files.delete(target);
    }

    private static Ticker ticks(long step) {
        AtomicLong time = new AtomicLong();
        return from(() -> time.addAndGet(step));
    }

    private static Ticker from(LongSupplier time) {
        return new Ticker() {
            @Override
            public long read() {
                return time.getAsLong();
            }
        };
    }

    @Test
    void aBucketOf10000ObjectsIsScannedSnapshotLookedUpAndCollected() throws IOException {
        S3Repository repository = S3Repository.of(bucket, "many");
        Path objects = folder.resolve("server/bucket/many/objects");
        Files.createDirectories(objects);
        List<Digest> digests = new ArrayList<>();
        for (int i = 0; i < MANY; i++) { // as files of the server: what is tested is the reading
            byte[] content = {(byte) i, (byte) (i >> 8)};
            Digest digest = Digest.of(content);
            digests.add(digest);
            Files.write(objects.resolve(digest.toString()), content);
        }
        assertThat(bucket.snapshot("many/objects/").count()).isEqualTo(MANY);
        assertThat(network.requests()).hasSize(10);

        network.reset();
        List<Digest> half = digests.subList(0, MANY / 2);
        Set<Digest> wanted = new HashSet<>(half);
        wanted.add(Digest.of("absent"));
        assertThat(repository.missing(wanted)).containsExactly(Digest.of("absent"));
        assertThat(network.requests()).as("pages of dense digests").hasSizeLessThanOrEqualTo(11);

        network.reset();
        Set<Digest> sparse = new HashSet<>(digests.subList(0, 100));
        assertThat(repository.missing(sparse)).isEmpty();
        assertThat(network.count(SdkHttpMethod.HEAD)).isEqualTo(100);

        network.reset();
        CollectPolicy policy =
                new CollectPolicy(LiveSet.exactly(new HashSet<>(half)), LiveSet.NONE, Instant.MAX, false);
        assertThat(repository.collect(policy).removed()).isEqualTo(MANY / 2);
        assertThat(repository.missing(digests)).hasSameElementsAs(digests.subList(MANY / 2, MANY));
    }

    @Test
    void aFileThatChangesWhileItIsPutIsNotStored() throws Exception {
        Path file = Files.write(folder.resolve("changing"), Contents.bytes(6 << 20, 9));
        FileSource source = FileSource.of(file);
        Digest digest = source.digest();
        Files.write(file, Contents.bytes((6 << 20) + 1, 9));
        Uploader uploader = new Uploader(bucket.calls());
        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                        () -> uploader.known(new ObjectId(S3Server.BUCKET, "changed"), source, digest)))
                .hasMessageContaining("was changed while it was read");
        bucket.put("control", new ByteArrayInputStream(new byte[1]), 1);
        assertThat(bucket.snapshot("").files().keySet()).contains("control").doesNotContain("changed");
    }
}
