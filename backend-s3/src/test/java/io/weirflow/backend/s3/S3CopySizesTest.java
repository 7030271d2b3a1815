package io.weirflow.backend.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.digest.Digest;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** Copies of objects that are larger than any test can hold: what is asked of the server follows from the size alone. */
final class S3CopySizesTest {
    private static final long GIB = 1L << 30;
    private static final long LARGEST_COPY = 5 * GIB;
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");

    /** Says yes to whatever a copy asks for. */
    private static final class Agreeing implements SdkHttpClient {
        final List<SdkHttpRequest> requests = Collections.synchronizedList(new ArrayList<>());

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            requests.add(request.httpRequest());
            byte[] body = answer(request.httpRequest()).getBytes(StandardCharsets.UTF_8);
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() {
                    return HttpExecuteResponse.builder()
                            .response(SdkHttpFullResponse.builder()
                                    .statusCode(200)
                                    .build())
                            .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
                            .build();
                }

                @Override
                public void abort() {}
            };
        }

        private static String answer(SdkHttpRequest request) {
            Map<String, List<String>> query = request.rawQueryParameters();
            if (request.method() == SdkHttpMethod.PUT) {
                String name = query.containsKey("partNumber") ? "CopyPartResult" : "CopyObjectResult";
                return "<" + name + "><ETag>\"0123456789abcdef0123456789abcdef\"</ETag></" + name + ">";
            }
            return query.containsKey("uploads")
                    ? "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>"
                    : "<CompleteMultipartUploadResult><ETag>\"whole\"</ETag></CompleteMultipartUploadResult>";
        }

        @Override
        public void close() {}
    }

    private static List<SdkHttpRequest> copy(long size, Copier.Sizes sizes) {
        Agreeing server = new Agreeing();
        try (S3Client client = S3Client.builder()
                .httpClient(server)
                .endpointOverride(URI.create("http://127.0.0.1:1"))
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(S3Server.credentials())
                .build()) {
            HeadObjectResponse found = HeadObjectResponse.builder()
                    .eTag("\"version\"")
                    .contentLength(size)
                    .metadata(Map.of())
                    .build();
            new Copier(new S3Calls(client, 32, 4, Pace.USUAL), sizes)
                    .copy(
                            new ObjectId("from", "k"),
                            found,
                            new ObjectId("to", "k"),
                            Optional.of(Digest.of("content")),
                            true);
        }
        return server.requests;
    }

    private static Optional<String> header(SdkHttpRequest request, String name) {
        return request.firstMatchingHeader(name);
    }

    @ParameterizedTest
    @CsvSource({"1, true", "256, true", "257, false", "5120, false"})
    void anObjectOfABucketIsCopiedWholeUpTo256MiB(long mib, boolean whole) {
        assertThat(copy(mib * PartSizes.MIB, Copier.USUAL).size() == 1).isEqualTo(whole);
    }

    @ParameterizedTest
    @CsvSource({"1", "5"})
    void aBlobIsCopiedWholeAsLongAsTheServerCan(long gib) {
        List<SdkHttpRequest> requests = copy(gib * GIB, BlobCopier.WHOLE);
        assertThat(requests).hasSize(1);
        assertThat(header(requests.get(0), "x-amz-copy-source-if-match")).contains("\"version\"");
        assertThat(header(requests.get(0), "x-amz-checksum-algorithm")).contains("SHA256");
    }

    @ParameterizedTest
    @CsvSource({
        // bytes more than 5 GiB, parts of 512 MiB
        "1, 11",
        "1073741824, 12",
        "107374182399, 210"
    })
    void whatIsLargerIsCopiedInPartsThatMakeUpTheWhole(long more, int count) {
        long size = LARGEST_COPY + more;
        List<SdkHttpRequest> requests = copy(size, BlobCopier.WHOLE);
        List<SdkHttpRequest> parts = requests.stream()
                .filter(request -> request.method() == SdkHttpMethod.PUT)
                .sorted(Comparator.comparingInt(S3CopySizesTest::partNumber))
                .toList();
        assertThat(requests).hasSize(parts.size() + 2);
        assertThat(parts).hasSize(count);
        long at = 0;
        for (int i = 0; i < parts.size(); i++) {
            assertThat(partNumber(parts.get(i))).isEqualTo(i + 1);
            assertThat(header(parts.get(i), "x-amz-copy-source-if-match")).contains("\"version\"");
            Matcher range = RANGE.matcher(
                    header(parts.get(i), "x-amz-copy-source-range").orElseThrow());
            assertThat(range.matches()).isTrue();
            assertThat(Long.parseLong(range.group(1))).isEqualTo(at);
            long end = Long.parseLong(range.group(2)) + 1;
            assertThat(end - at).isBetween(1L, LARGEST_COPY);
            if (i < parts.size() - 1) {
                assertThat(end - at).isGreaterThanOrEqualTo(PartSizes.MIN_BYTES);
            }
            at = end;
        }
        assertThat(at).isEqualTo(size);
        assertThat(header(requests.get(0), "x-amz-meta-content-sha256"))
                .contains(Digest.of("content").hex());
    }

    @Test
    void theLargestObjectDoesNotHaveTooManyParts() {
        long size = PartSizes.MAX_OBJECT_BYTES;
        for (Copier.Sizes sizes : List.of(Copier.USUAL, BlobCopier.WHOLE)) {
            long part = sizes.partBytes(size);
            assertThat((size + part - 1) / part).isLessThanOrEqualTo(PartSizes.MAX_PARTS);
            assertThat(part).isLessThanOrEqualTo(LARGEST_COPY);
        }
    }

    private static int partNumber(SdkHttpRequest request) {
        return Integer.parseInt(request.rawQueryParameters().get("partNumber").get(0));
    }
}
