package io.weirflow.backend.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Parallel;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.testkit.Contents;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3Client;

/** Several writers of one key. */
final class S3WritersTest {
    private static S3Server server;
    private static S3Client client;
    private static S3Bucket bucket;

    @BeforeAll
    static void start() throws Exception {
        server = S3Server.inMemory();
        client = server.client();
        bucket = S3BlobStore.of(client).bucket(S3Server.BUCKET);
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, (int) PartSizes.MIN_BYTES + 1})
    void ofTwoWritersOfOneKeyOneWinsWhole(int size) {
        List<Integer> writers = List.of(6, 7);
        for (int round = 0; round < 3; round++) {
            Map<Digest, String> etags = new ConcurrentHashMap<>();
            Parallel.forEach(writers, writers.size(), writer -> {
                byte[] content = Contents.bytes(size, writer);
                etags.put(
                        Digest.of(content),
                        bucket.put("twice", new ByteArrayInputStream(content), size)
                                .etag());
            });
            byte[] found = read("twice");
            assertThat(etags)
                    .hasSize(2)
                    .containsEntry(Digest.of(found), bucket.stat("twice").etag());
        }
    }

    private static byte[] read(String key) {
        try (InputStream in = bucket.open(key, Optional.empty())) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void ofSeveralCreatorsOneSucceeds() throws Exception {
        for (int round = 0; round < 5; round++) {
            String key = "contested" + round;
            CyclicBarrier start = new CyclicBarrier(4);
            List<FutureTask<Boolean>> creators = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                byte[] content = Contents.bytes(100, i);
                FutureTask<Boolean> creator = new FutureTask<>(() -> {
                    start.await();
                    return bucket.create(key, content).isPresent();
                });
                creators.add(creator);
                new Thread(creator, "creator").start();
            }
            int winners = 0;
            for (int i = 0; i < 4; i++) {
                if (creators.get(i).get()) {
                    winners++;
                    assertThat(bucket.stat(key).contentHash()).contains(Digest.of(Contents.bytes(100, i)));
                }
            }
            assertThat(winners).isEqualTo(1);
        }
        assertThat(bucket.snapshot("").files().keySet()).noneMatch(key -> key.contains(ConditionalCreate.PROBES));
    }

    @Test
    void aServerThatIgnoresTheConditionIsFoundOut() {
        ExecutionInterceptor ignoring = new ExecutionInterceptor() {
            @Override
            public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
                return context.httpRequest().toBuilder()
                        .removeHeader("If-None-Match")
                        .build();
            }
        };
        try (S3Client deaf = server.client(Apache5HttpClient.create(), ignoring)) {
            S3Bucket unconditional = S3BlobStore.of(deaf).bucket(S3Server.BUCKET);
            assertThat(unconditional.canCreate("")).isFalse();
            assertThatThrownBy(() -> unconditional.create("x", new byte[1]))
                    .isInstanceOfSatisfying(
                            WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.NOT_SUPPORTED));
        }
        assertThat(bucket.canCreate("")).isTrue();
    }

    /** Answers requests that are concerned by a failure. */
    private record Refusing(SdkHttpClient server, Predicate<SdkHttpRequest> concerned, int status, String code)
            implements SdkHttpClient {
        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            ExecutableHttpRequest sent = server.prepareRequest(request);
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() throws IOException {
                    return concerned.test(request.httpRequest()) ? FaultyHttp.answer(status, code) : sent.call();
                }

                @Override
                public void abort() {
                    sent.abort();
                }
            };
        }

        @Override
        public void close() {
            server.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"501, NotImplemented", "400, InvalidArgument", "400, InvalidRequest"})
    void aServerThatRefusesTheConditionIsFoundOut(int status, String code) {
        SdkHttpClient refusing = new Refusing(
                Apache5HttpClient.create(),
                request -> request.firstMatchingHeader("If-None-Match").isPresent(),
                status,
                code);
        try (S3Client client = server.client(refusing)) {
            assertThat(S3BlobStore.of(client).bucket(S3Server.BUCKET).canCreate("refused/"))
                    .isFalse();
        }
        List<String> left = new ArrayList<>();
        bucket.scan("refused/", (key, file) -> left.add(key));
        assertThat(left).isEmpty();
    }

    @Test
    void aBucketInAnotherRegionIsNoServerWithoutTheCondition() {
        SdkHttpClient elsewhere =
                new Refusing(Apache5HttpClient.create(), request -> true, 400, "AuthorizationHeaderMalformed");
        try (S3Client client = server.client(elsewhere)) {
            assertThatThrownBy(
                            () -> S3BlobStore.of(client).bucket(S3Server.BUCKET).canCreate(""))
                    .isInstanceOfSatisfying(
                            WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID))
                    .hasMessageContaining("another region");
        }
    }
}
