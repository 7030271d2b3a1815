package io.weirflow.backend.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

final class S3BlobStoreTest {
    private static S3Server server;

    @BeforeAll
    static void start() throws Exception {
        server = S3Server.inMemory();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static S3BlobStore.Builder here(String secret) {
        return S3BlobStore.builder()
                .region("us-east-1")
                .credentials(S3Server.credentials(secret))
                .endpoint(server.endpoint());
    }

    private static WeirflowException failure(ThrowingCallable call) {
        return catchThrowableOfType(WeirflowException.class, call);
    }

    @Test
    void aStoreThatBuiltItsClientClosesIt() {
        S3BlobStore store = here("test-secret").build();
        assertThat(store.bucket(S3Server.BUCKET).snapshot("").count()).isZero();
        store.close();
        store.close();
        assertThat(catchThrowableOfType(
                        RuntimeException.class,
                        () -> store.bucket(S3Server.BUCKET).snapshot("")))
                .isNotNull();
    }

    @Test
    void aClientThatWasPassedInStaysOpen() {
        try (S3Client client = server.client()) {
            S3BlobStore.of(client).close();
            assertThat(S3BlobStore.of(client)
                            .bucket(S3Server.BUCKET)
                            .snapshot("")
                            .count())
                    .isZero();
        }
    }

    @Test
    void wrongCredentialsAreNotAllowed() {
        try (S3BlobStore store = here("wrong").build()) {
            S3Bucket bucket = store.bucket(S3Server.BUCKET);
            assertThat(failure(() -> bucket.snapshot(""))).hasMessageContaining("check credentials");
            assertThat(failure(() -> bucket.snapshot("")).kind()).isEqualTo(ErrorKind.NOT_ALLOWED);
            assertThat(failure(() -> bucket.stat("x")).kind()).isEqualTo(ErrorKind.NOT_ALLOWED);
            S3Repository repository = S3Repository.of(bucket);
            assertThat(failure(() -> repository.put(new byte[1])).kind()).isEqualTo(ErrorKind.NOT_ALLOWED);
        }
    }

    @Test
    void settingsThatDoNotFitAreReportedTogether() {
        try (S3Client client = server.client()) {
            WeirflowException e = failure(() -> S3BlobStore.builder()
                    .client(client)
                    .region("eu-central-1")
                    .parts(0)
                    .requests(5000)
                    .build());
            assertThat(e.kind()).isEqualTo(ErrorKind.INVALID);
            assertThat(e).hasMessageContainingAll("a client has region", "parts", "requests");
        }
    }

    @Test
    void namesThatAreNoBucketsAndPrefixesThatAreNoPathsAreRefused() {
        try (S3Client client = server.client()) {
            S3BlobStore store = S3BlobStore.of(client);
            assertThat(failure(() -> store.bucket("")).kind()).isEqualTo(ErrorKind.INVALID);
            assertThat(failure(() -> store.bucket("a/b")).kind()).isEqualTo(ErrorKind.INVALID);
            S3Bucket bucket = store.bucket(S3Server.BUCKET);
            for (String prefix : new String[] {"/a", "a/", "a//b", "a/../b"}) {
                assertThat(failure(() -> S3Repository.of(bucket, prefix)).kind())
                        .isEqualTo(ErrorKind.INVALID);
            }
        }
    }
}
