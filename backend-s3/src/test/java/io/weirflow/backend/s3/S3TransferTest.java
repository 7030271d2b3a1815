package io.weirflow.backend.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.repository.MemoryRepository;
import io.weirflow.repository.Transferer;
import io.weirflow.testkit.Contents;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;

final class S3TransferTest {
    @TempDir
    static Path folder;

    private static S3Server server;
    private static FaultyHttp network;
    private static S3Client client;

    private final S3Repository here = S3Repository.of(S3BlobStore.of(client).bucket(S3Server.BUCKET), "some/prefix");
    private final S3Repository there = S3Repository.of(S3BlobStore.of(client).bucket(S3Server.OTHER));

    @BeforeAll
    static void start() throws Exception {
        server = S3Server.inMemory();
        network = new FaultyHttp();
        client = server.client(network);
    }

    @AfterAll
    static void stop() {
        client.close();
        network.close();
        server.close();
    }

    @Test
    void theServerCopiesBetweenBuckets() {
        byte[] content = Contents.bytes(100_000, 1);
        Digest digest = here.put(content);
        network.reset();
        Transferer.create().transfer(there, here, List.of(digest));
        assertThat(network.requests())
                .contains("PUT /other/objects/sha256%3A" + digest.hex())
                .as("the content is uploaded once, by the server")
                .hasSize(5); // is it missing, is it there, has it come meanwhile, copy; read, as this server tells no
        // digest
        assertThat(network.sentBytes()).isZero();
        assertThat(there.read(digest)).isEqualTo(content);
        assertThat(S3BlobStore.of(client)
                        .bucket(S3Server.OTHER)
                        .stat("objects/" + digest)
                        .contentHash())
                .contains(digest);
    }

    /** Amazon's servers state the SHA-256 of what they copied. */
    private static final class Stating implements ExecutionInterceptor {
        private final String sha256;

        Stating(Digest digest) {
            this(Base64.getEncoder().encodeToString(digest.toBytes()));
        }

        Stating(String sha256) {
            this.sha256 = sha256;
        }

        @Override
        public SdkResponse modifyResponse(Context.ModifyResponse context, ExecutionAttributes attributes) {
            return context.response() instanceof CopyObjectResponse copied
                    ? copied.toBuilder()
                            .copyObjectResult(copied.copyObjectResult().toBuilder()
                                    .checksumSHA256(sha256)
                                    .build())
                            .build()
                    : context.response();
        }
    }

    private static S3Repository stated(S3Client at) {
        return S3Repository.of(S3BlobStore.of(at).bucket(S3Server.OTHER), "stated");
    }

    @Test
    void nothingPassesThroughThisProcessWhereTheServerStatesTheDigest() {
        byte[] content = Contents.bytes(100_000, 7);
        Digest digest = here.put(content);
        try (FaultyHttp wire = new FaultyHttp();
                S3Client stating = server.client(wire, new Stating(digest))) {
            assertThat(stated(stating).readFrom(here.uri().orElseThrow(), digest))
                    .isTrue();
            assertThat(wire.requests())
                    .as("is it there, has it come meanwhile, copy")
                    .hasSize(3);
            assertThat(wire.sentBytes()).isZero();
            assertThat(wire.receivedBytes()).as("what replies say").isLessThan(2000);
        }
        assertThat(stated(client).read(digest)).isEqualTo(content);
    }

    @Test
    void aCopyWhoseDigestIsStatedToBeAnotherIsTakenBack() {
        Digest digest = here.put(Contents.bytes(1000, 8));
        try (S3Client stating = server.client(Apache5HttpClient.create(), new Stating(Digest.of("another")))) {
            WeirflowException e = catchThrowableOfType(
                    WeirflowException.class,
                    () -> stated(stating).readFrom(here.uri().orElseThrow(), digest));
            assertThat(e.kind()).isEqualTo(ErrorKind.INTEGRITY);
        }
        assertThat(stated(client).contains(digest)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"no base64", "AAAA", "LCa0a2j/xo/5m0U8HTBBNBNCLXBkg7+g+YpeiGJm564=-2"})
    void whatIsNoDigestOfTheContentIsNotTakenForOne(String sha256) {
        byte[] content = Contents.bytes(1000, sha256.length());
        Digest digest = here.put(content);
        try (S3Client stating = server.client(Apache5HttpClient.create(), new Stating(sha256))) {
            assertThat(stated(stating).readFrom(here.uri().orElseThrow(), digest))
                    .isTrue();
        }
        assertThat(stated(client).read(digest)).isEqualTo(content);
    }

    @Test
    void damagedContentIsNotTakenOver() {
        Digest digest = here.put(Contents.bytes(1000, 2));
        client.putObject(
                request -> request.bucket(S3Server.BUCKET).key("some/prefix/objects/" + digest),
                RequestBody.fromBytes(Contents.bytes(1000, 3)));
        WeirflowException e = catchThrowableOfType(
                WeirflowException.class, () -> there.readFrom(here.uri().orElseThrow(), digest));
        assertThat(e.kind()).isEqualTo(ErrorKind.INTEGRITY);
        assertThat(there.contains(digest)).isFalse();
    }

    @Test
    void whatIsThereIsNotReplacedByWhatIsNotVerifiedYet() {
        byte[] content = Contents.bytes(1000, 4);
        Digest digest = here.put(content);
        there.put(content);
        assertThat(there.readFrom(here.uri().orElseThrow(), digest)).isFalse();
        assertThat(there.read(digest)).isEqualTo(content);
    }

    @Test
    void whatTheSourceLacksDoesNotExist() {
        WeirflowException e = catchThrowableOfType(
                WeirflowException.class, () -> there.readFrom(here.uri().orElseThrow(), Digest.of("absent")));
        assertThat(e.kind()).isEqualTo(ErrorKind.NOT_EXIST);
    }

    @Test
    void bucketsOfAnotherServerAreNotTakenForTheSame() {
        URI elsewhere = URI.create("s3://bucket/some/prefix");
        assertThat(here.uri().orElseThrow()).isNotEqualTo(elsewhere);
        assertThat(there.readFrom(elsewhere, here.put(new byte[10]))).isFalse();
        assertThat(here.uri()).isNotEqualTo(there.uri());
    }

    @Test
    void aFileOfADirectoryInReflowsTreeIsUploadedToWhereItBelongs() throws IOException {
        byte[] content = Contents.bytes((int) PartSizes.MIN_BYTES + 1, 5);
        Digest digest = Digest.of(content);
        Path root = folder.resolve("with space");
        Path file =
                root.resolve(digest.hex().substring(0, 2)).resolve(digest.hex().substring(2));
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        network.reset();
        assertThat(here.readFrom(root.toUri(), digest)).isTrue();
        assertThat(network.requests()).as("begin, two parts, complete").hasSize(4);
        assertThat(network.sentBytes())
                .as("once, with what frames it")
                .isBetween((long) content.length, content.length + 20_000L);
        Path back = folder.resolve("back");
        network.reset();
        here.materialize(digest, back);
        assertThat(back).hasBinaryContent(content);
        assertThat(network.requests()).hasSize(1);
        assertThat(network.receivedBytes()).isEqualTo(content.length);

        Files.write(file, new byte[3]);
        WeirflowException e = catchThrowableOfType(WeirflowException.class, () -> there.readFrom(root.toUri(), digest));
        assertThat(e.kind()).isEqualTo(ErrorKind.INTEGRITY);
        assertThat(there.contains(digest)).isFalse();
    }

    @Test
    void anyRepositoryIsASourceAndADestination() {
        MemoryRepository memory = MemoryRepository.create();
        byte[] content = Contents.bytes((int) PartSizes.MIN_BYTES + 1, 6);
        Digest digest = memory.put(content);
        network.reset();
        Transferer.create().transfer(here, memory, List.of(digest));
        assertThat(network.count(SdkHttpMethod.DELETE)).as("no temporary copy").isZero();
        memory.remove(digest);
        Transferer.create().transfer(memory, here, List.of(digest));
        assertThat(memory.read(digest)).isEqualTo(content);
    }
}
