package io.weirflow.backend.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.backend.s3.FaultyHttp.Fault;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.repository.CollectPolicy;
import io.weirflow.repository.LiveSet;
import io.weirflow.testkit.Contents;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A fault at each request of an operation in turn, once so that the SDK can make up for it, and as often as the SDK tries. A call
 * that returns has done what it says; a call that fails has harmed nothing, and succeeds when it is made again.
 */
final class S3FaultTest {
    /** As often as the client of {@link S3Server} tries. */
    private static final int ALWAYS = 3;

    private static final int LARGE = (int) PartSizes.MIN_BYTES + 1000;
    private static final AtomicLong SEED = new AtomicLong();

    /** What may come of such faults. */
    private static final Set<ErrorKind> ALLOWED = EnumSet.of(
            ErrorKind.TEMPORARY,
            ErrorKind.TIMEOUT,
            ErrorKind.RESOURCES_EXHAUSTED,
            ErrorKind.OUTCOME_UNKNOWN,
            ErrorKind.INTEGRITY);

    @TempDir
    static Path folder;

    private static S3Server server;
    private static FaultyHttp network;
    private static S3Client client;
    private static S3Repository repository;
    private static byte[] kept;
    private static byte[] keptLarge;

    @BeforeAll
    static void start() throws Exception {
        server = S3Server.inMemory();
        network = new FaultyHttp();
        client = server.client(network);
        repository = S3Repository.of(S3BlobStore.of(client).bucket(S3Server.BUCKET));
        kept = Contents.bytes(10_000, -1);
        keptLarge = Contents.bytes((int) Ranges.FIRST_BYTES + 1000, -2);
        repository.put(kept);
        repository.put(keptLarge);
    }

    @AfterAll
    static void stop() {
        client.close();
        network.close();
        server.close();
    }

    /** Large content is kept on the heap by the server. */
    @AfterEach
    void clear() {
        network.reset();
        List<String> rest = new ArrayList<>();
        S3Bucket bucket = S3BlobStore.of(client).bucket(S3Server.BUCKET);
        bucket.scan("", (key, file) -> rest.add(key));
        rest.removeIf(key -> key.endsWith(Digest.of(kept).hex())
                || key.endsWith(Digest.of(keptLarge).hex()));
        bucket.delete(rest);
        client.listMultipartUploads(request -> request.bucket(S3Server.BUCKET))
                .uploads()
                .forEach(upload -> client.abortMultipartUpload(request ->
                        request.bucket(S3Server.BUCKET).key(upload.key()).uploadId(upload.uploadId())));
    }

    @FunctionalInterface
    private interface Operation {
        /** Does something, and returns a check to be made when all is well again. */
        Runnable run() throws Exception;
    }

    /** Runs an operation with a fault at its first, second, … request, until the fault does not happen any more. */
    private static void atEveryRequest(Fault fault, Operation operation) throws Exception {
        for (int times : new int[] {1, ALWAYS}) {
            int index = 0;
            do {
                network.plan(fault, index, times, request -> true);
                Optional<Runnable> check = attempt(operation, fault);
                boolean happened = network.happened() > 0;
                network.reset();
                check.ifPresent(Runnable::run);
                assertThat(repository.read(Digest.of(kept))).isEqualTo(kept);
                if (!happened) {
                    assertThat(check).as("what nothing disturbed succeeds").isPresent();
                    break;
                }
                index++;
            } while (true);
            assertThat(index).as("how many requests were disturbed").isPositive();
        }
    }

    private static Optional<Runnable> attempt(Operation operation, Fault fault) throws Exception {
        try {
            return Optional.of(operation.run());
        } catch (WeirflowException e) {
            // Without TLS what is sent is signed, so that the server takes a damaged request for a forged one.
            boolean forged = fault == Fault.WRONG_UPLOAD && e.is(ErrorKind.NOT_ALLOWED);
            // A damaged reply may say anything, so it may fail in any way.
            boolean misled = fault == Fault.WRONG_BYTE;
            assertThat(forged || misled || ALLOWED.contains(e.kind()))
                    .as(e.toString())
                    .isTrue();
            return Optional.empty();
        }
    }

    /** Content that was never stored, in two parts. */
    private static byte[] newLarge() {
        byte[] content = new byte[LARGE];
        ByteBuffer.wrap(content).putLong(SEED.incrementAndGet());
        return content;
    }

    private static void assertHolds(byte[] content) {
        assertThat(repository.read(Digest.of(content))).isEqualTo(content);
    }

    @ParameterizedTest
    @EnumSource
    void aSmallPutThatReturnsHasStored(Fault fault) throws Exception {
        atEveryRequest(fault, () -> {
            byte[] content = Contents.bytes(1000, SEED.incrementAndGet());
            assertThat(repository.put(new ByteArrayInputStream(content))).isEqualTo(Digest.of(content));
            return () -> assertHolds(content);
        });
    }

    @ParameterizedTest
    @EnumSource
    void aLargePutThatReturnsHasStored(Fault fault) throws Exception {
        atEveryRequest(fault, () -> {
            byte[] content = newLarge();
            assertThat(repository.put(new ByteArrayInputStream(content))).isEqualTo(Digest.of(content));
            return () -> assertHolds(content);
        });
    }

    @ParameterizedTest
    @EnumSource
    void aFileThatWasPutIsStored(Fault fault) throws Exception {
        atEveryRequest(fault, () -> {
            byte[] content = newLarge();
            Path file = Files.write(folder.resolve("file"), content);
            assertThat(repository.putFile(file).id()).isEqualTo(Digest.of(content));
            return () -> assertHolds(content);
        });
    }

    @ParameterizedTest
    @EnumSource
    void whatIsReadIsRight(Fault fault) throws Exception {
        atEveryRequest(fault, () -> {
            assertThat(repository.read(Digest.of(kept))).isEqualTo(kept);
            return () -> {};
        });
    }

    @ParameterizedTest
    @EnumSource
    void whatIsMaterializedIsRight(Fault fault) throws Exception {
        atEveryRequest(fault, () -> {
            Path target = folder.resolve("target");
            repository.materialize(Digest.of(keptLarge), target);
            assertThat(Files.readAllBytes(target)).isEqualTo(keptLarge);
            return () -> {};
        });
    }

    /** What is there may look missing only by an exception, and what is missing never looks there. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "WRONG_BYTE")
    void whatIsLookedUpIsRight(Fault fault) throws Exception {
        Set<Digest> wanted = new HashSet<>(List.of(Digest.of(kept), Digest.of(keptLarge), Digest.of("absent")));
        Set<Digest> many = new HashSet<>(wanted);
        for (int i = 0; i < BlobPresence.FEW; i++) {
            many.add(Digest.of("absent " + i));
        }
        atEveryRequest(fault, () -> {
            assertThat(repository.missing(wanted)).containsExactly(Digest.of("absent"));
            return () -> {};
        });
        atEveryRequest(fault, () -> {
            assertThat(repository.missing(many)).hasSize(many.size() - 2);
            return () -> {};
        });
    }

    /** A listing carries no checksum: one that was damaged on the way may hide what is there, but shows nothing that is not. */
    @Test
    void aDamagedListingMakesNothingLookThereThatIsMissing() {
        List<Digest> absent = new ArrayList<>();
        for (int i = 0; i < BlobPresence.FEW; i++) {
            absent.add(Digest.of("absent " + i));
        }
        List<Digest> wanted = new ArrayList<>(absent);
        wanted.addAll(List.of(Digest.of(kept), Digest.of(keptLarge)));
        damageEachPart(() -> assertThat(repository.missing(wanted)).containsAll(absent));
    }

    @Test
    void aCollectionByADamagedListingRemovesNothingThatIsLive() {
        LiveSet live = LiveSet.exactly(Set.of(Digest.of(kept), Digest.of(keptLarge)));
        damageEachPart(() -> repository.collect(new CollectPolicy(live, LiveSet.NONE, Instant.MAX, false)));
        assertHolds(kept);
        assertHolds(keptLarge);
    }

    /** Damages a reply at one place after the other, until behind its end; the place moves by a prime number of bytes. */
    private static void damageEachPart(Runnable operation) {
        int refused = 0;
        for (int at = 0; at < 1500; at += 7) {
            network.damageAt(at);
            network.plan(Fault.WRONG_BYTE, 0, ALWAYS, request -> request.method() == SdkHttpMethod.GET);
            try {
                operation.run();
            } catch (WeirflowException noticed) {
                refused++;
            } finally {
                network.reset();
            }
        }
        network.damageAt(FaultyHttp.USUAL_PLACE);
        assertThat(refused).as("how often the damage was noticed").isPositive();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "WRONG_BYTE")
    void aCollectionRemovesNothingThatIsLive(Fault fault) throws Exception {
        LiveSet live = LiveSet.exactly(Set.of(Digest.of(kept), Digest.of(keptLarge)));
        atEveryRequest(fault, () -> {
            Digest garbage = repository.put(Contents.bytes(1000, SEED.incrementAndGet()));
            repository.collect(new CollectPolicy(live, LiveSet.NONE, Instant.MAX, false));
            return () -> assertThat(repository.contains(garbage)).isFalse();
        });
        assertHolds(keptLarge);
    }

    @ParameterizedTest
    @EnumSource
    void whoCreatesKnowsWhetherItWasHim(Fault fault) throws Exception {
        S3Bucket bucket = S3BlobStore.of(client).bucket(S3Server.OTHER);
        assertThat(bucket.canCreate("")).isTrue();
        atEveryRequest(fault, () -> {
            String key = "created" + SEED.incrementAndGet();
            assertThat(bucket.create(key, new byte[200])).isPresent();
            return () -> {
                assertThat(bucket.stat(key).sizeBytes()).isEqualTo(200);
                assertThat(bucket.create(key, new byte[300])).isEmpty();
            };
        });
    }

    @Test
    void aRequestWhoseReplyIsLostForGoodHasAnUnknownOutcome() {
        network.plan(Fault.LOST_REPLY, 0, ALWAYS, request -> request.method() == SdkHttpMethod.PUT);
        Optional<ErrorKind> kind = Optional.empty();
        try {
            repository.put(Contents.bytes(1000, SEED.incrementAndGet()));
        } catch (WeirflowException e) {
            kind = Optional.of(e.kind());
        } finally {
            network.reset();
        }
        assertThat(kind).contains(ErrorKind.OUTCOME_UNKNOWN);
    }
}
