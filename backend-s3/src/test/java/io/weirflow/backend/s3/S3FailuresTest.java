package io.weirflow.backend.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.backend.s3.S3Failures.Effect;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

final class S3FailuresTest {
    private static SdkException service(int status, String code) {
        S3Exception.Builder builder = S3Exception.builder();
        builder.statusCode(status).requestId("REQUEST");
        if (!code.isEmpty()) {
            builder.awsErrorDetails(AwsErrorDetails.builder()
                    .errorCode(code)
                    .errorMessage("said so")
                    .serviceName("S3")
                    .build());
        }
        return (SdkException) builder.build();
    }

    private static WeirflowException read(SdkException e) {
        return S3Failures.of(e, Effect.NONE, "stat", "s3://bucket/key");
    }

    private static WeirflowException write(SdkException e) {
        return S3Failures.of(e, Effect.POSSIBLE, "put", "s3://bucket/key");
    }

    @ParameterizedTest
    @CsvSource({
        // status, code, kind when reading, kind when writing
        "404, NoSuchKey, NOT_EXIST, NOT_EXIST",
        "404, NoSuchBucket, NOT_EXIST, NOT_EXIST",
        "404, NoSuchVersion, NOT_EXIST, NOT_EXIST",
        "404, NoSuchUpload, NOT_EXIST, NOT_EXIST",
        "404, NotFound, NOT_EXIST, NOT_EXIST",
        "404, '', NOT_EXIST, NOT_EXIST",
        "403, AccessDenied, NOT_ALLOWED, NOT_ALLOWED",
        "403, AccountProblem, NOT_ALLOWED, NOT_ALLOWED",
        "403, AllAccessDisabled, NOT_ALLOWED, NOT_ALLOWED",
        "403, InvalidAccessKeyId, NOT_ALLOWED, NOT_ALLOWED",
        "403, SignatureDoesNotMatch, NOT_ALLOWED, NOT_ALLOWED",
        "403, RequestTimeTooSkewed, NOT_ALLOWED, NOT_ALLOWED",
        "400, InvalidToken, NOT_ALLOWED, NOT_ALLOWED",
        "403, '', NOT_ALLOWED, NOT_ALLOWED",
        "401, '', NOT_ALLOWED, NOT_ALLOWED",
        "400, InvalidRequest, INVALID, INVALID",
        "400, InvalidArgument, INVALID, INVALID",
        "400, EntityTooSmall, INVALID, INVALID",
        "400, EntityTooLarge, INVALID, INVALID",
        "400, KeyTooLongError, INVALID, INVALID",
        "405, MethodNotAllowed, INVALID, INVALID",
        "416, InvalidRange, INVALID, INVALID",
        "416, '', INVALID, INVALID",
        "301, PermanentRedirect, INVALID, INVALID",
        "301, '', INVALID, INVALID",
        "400, AuthorizationHeaderMalformed, INVALID, INVALID",
        "400, ExpiredToken, UNAVAILABLE, UNAVAILABLE",
        "503, ServiceUnavailable, UNAVAILABLE, UNAVAILABLE",
        "400, TokenRefreshRequired, UNAVAILABLE, UNAVAILABLE",
        "409, OperationAborted, UNAVAILABLE, UNAVAILABLE",
        "412, PreconditionFailed, PRECONDITION, PRECONDITION",
        "412, '', PRECONDITION, PRECONDITION",
        "409, ConditionalRequestConflict, TEMPORARY, TEMPORARY",
        "503, SlowDown, RESOURCES_EXHAUSTED, RESOURCES_EXHAUSTED",
        "429, TooManyRequests, RESOURCES_EXHAUSTED, RESOURCES_EXHAUSTED",
        "429, '', RESOURCES_EXHAUSTED, RESOURCES_EXHAUSTED",
        "400, Throttling, RESOURCES_EXHAUSTED, RESOURCES_EXHAUSTED",
        "400, BadRequest, TEMPORARY, TEMPORARY",
        "400, BadDigest, TEMPORARY, TEMPORARY",
        "400, IncompleteBody, TEMPORARY, TEMPORARY",
        "400, RequestTimeout, TEMPORARY, TEMPORARY",
        "400, XAmzContentSHA256Mismatch, TEMPORARY, TEMPORARY",
        "500, InternalError, TEMPORARY, OUTCOME_UNKNOWN",
        "500, '', TEMPORARY, OUTCOME_UNKNOWN",
        "502, '', TEMPORARY, OUTCOME_UNKNOWN",
        "504, '', TEMPORARY, OUTCOME_UNKNOWN",
        "501, NotImplemented, NOT_SUPPORTED, NOT_SUPPORTED",
        "501, '', NOT_SUPPORTED, NOT_SUPPORTED",
        "400, SomethingNew, OTHER, OTHER",
        "418, '', OTHER, OTHER"
    })
    void anAnswerOfTheServerHasAKind(int status, String code, ErrorKind reading, ErrorKind writing) {
        assertThat(read(service(status, code)).kind()).isEqualTo(reading);
        assertThat(write(service(status, code)).kind()).isEqualTo(writing);
    }

    static Stream<Arguments> withoutAnswer() {
        return Stream.of(
                Arguments.of(client(new IOException("reset")), ErrorKind.TEMPORARY, ErrorKind.OUTCOME_UNKNOWN),
                Arguments.of(client(new SocketException("reset")), ErrorKind.TEMPORARY, ErrorKind.OUTCOME_UNKNOWN),
                Arguments.of(client(new UnknownHostException("x")), ErrorKind.TEMPORARY, ErrorKind.OUTCOME_UNKNOWN),
                Arguments.of(client(new SocketTimeoutException()), ErrorKind.TIMEOUT, ErrorKind.OUTCOME_UNKNOWN),
                Arguments.of(ApiCallTimeoutException.create(1), ErrorKind.TIMEOUT, ErrorKind.OUTCOME_UNKNOWN),
                Arguments.of(ApiCallAttemptTimeoutException.create(1), ErrorKind.TIMEOUT, ErrorKind.OUTCOME_UNKNOWN),
                Arguments.of(
                        SdkClientException.create("Unable to unmarshall response"),
                        ErrorKind.TEMPORARY,
                        ErrorKind.OUTCOME_UNKNOWN),
                Arguments.of(
                        SdkClientException.create("Unable to load credentials from any of the providers"),
                        ErrorKind.NOT_ALLOWED,
                        ErrorKind.NOT_ALLOWED),
                Arguments.of(
                        SdkClientException.create("Unable to load region from any of the providers"),
                        ErrorKind.INVALID,
                        ErrorKind.INVALID),
                Arguments.of(
                        SdkClientException.create("Invalid region: region was not a valid DNS name."),
                        ErrorKind.INVALID,
                        ErrorKind.INVALID));
    }

    private static SdkException client(Exception cause) {
        return SdkClientException.create("Unable to execute HTTP request", cause);
    }

    @ParameterizedTest
    @MethodSource("withoutAnswer")
    void whatFailsWithoutAnAnswerMayHaveHadItsEffect(SdkException e, ErrorKind reading, ErrorKind writing) {
        assertThat(read(e).kind()).isEqualTo(reading);
        assertThat(write(e).kind()).isEqualTo(writing);
    }

    static Stream<SdkException> interrupts() {
        return Stream.of(
                AbortedException.create("Thread was interrupted"),
                client(new InterruptedException()),
                client(new InterruptedIOException()),
                client(new ClosedByInterruptException()));
    }

    @ParameterizedTest
    @MethodSource("interrupts")
    void anInterruptIsACancellationAndKeepsTheFlag(SdkException e) {
        assertThat(read(e).kind()).isEqualTo(ErrorKind.CANCELED);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(write(e).kind()).isEqualTo(ErrorKind.CANCELED);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aMessageSaysWhatWasAttemptedWhatWasAnsweredAndWhatToDo() {
        assertThat(read(service(403, "AccessDenied")))
                .hasMessage(
                        "stat s3://bucket/key: access denied: S3 answered 403 AccessDenied: said so (request REQUEST);"
                                + " check credentials and policy (without the right to list, what is missing looks forbidden)");
        assertThat(read(service(301, "PermanentRedirect"))).hasMessageContaining("in another region");
        assertThat(read(service(301, ""))).hasMessageContaining("in another region");
        assertThat(read(client(new IOException("connection reset by peer"))))
                .hasMessageContaining("Unable to execute HTTP request: connection reset by peer");
    }
}
