package io.weirflow.backend.dynamodb;

import static io.weirflow.backend.dynamodb.DynamoFailures.Effect.NONE;
import static io.weirflow.backend.dynamodb.DynamoFailures.Effect.ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

class DynamoFailuresTest {
    @ParameterizedTest
    @CsvSource({
        // code, status, kind of a read, kind of a write
        "ProvisionedThroughputExceededException, 400, TEMPORARY, TEMPORARY, capacity",
        "ThrottlingException,                    400, TEMPORARY, TEMPORARY, capacity",
        "RequestLimitExceeded,                   400, TEMPORARY, TEMPORARY, capacity",
        "TransactionConflictException,           400, TEMPORARY, TEMPORARY, found",
        "ReplicatedWriteConflictException,       400, TEMPORARY, TEMPORARY, found",
        "ResourceInUseException,                 400, TEMPORARY, TEMPORARY, found",
        "TransactionInProgressException,         400, OUTCOME_UNKNOWN, OUTCOME_UNKNOWN, not known",
        "ResourceNotFoundException,              400, NOT_EXIST, NOT_EXIST, create it",
        "ConditionalCheckFailedException,        400, PRECONDITION, PRECONDITION, found",
        "ItemCollectionSizeLimitExceededException, 400, RESOURCES_EXHAUSTED, RESOURCES_EXHAUSTED, found",
        "LimitExceededException,                 400, RESOURCES_EXHAUSTED, RESOURCES_EXHAUSTED, found",
        "ValidationException,                    400, INVALID, INVALID, found",
        "IdempotentParameterMismatchException,   400, INVALID, INVALID, other writes",
        "AccessDeniedException,                  400, NOT_ALLOWED, NOT_ALLOWED, policy",
        "UnrecognizedClientException,            400, NOT_ALLOWED, NOT_ALLOWED, credentials",
        "ExpiredTokenException,                  400, NOT_ALLOWED, NOT_ALLOWED, credentials",
        "SomethingNew,                           403, NOT_ALLOWED, NOT_ALLOWED, policy",
        "SomethingNew,                           404, NOT_EXIST, NOT_EXIST, create it",
        "SomethingNew,                           408, TIMEOUT, OUTCOME_UNKNOWN, found",
        "SomethingNew,                           429, TEMPORARY, TEMPORARY, found",
        "SomethingNew,                           418, OTHER, OTHER, found",
        "InternalServerError,                    500, UNAVAILABLE, OUTCOME_UNKNOWN, found",
        "SomethingNew,                           502, UNAVAILABLE, OUTCOME_UNKNOWN, found",
        "ServiceUnavailable,                     503, UNAVAILABLE, OUTCOME_UNKNOWN, found"
    })
    void aReplyHasAKind(String code, int status, ErrorKind ofRead, ErrorKind ofWrite, String text) {
        for (var effect : DynamoFailures.Effect.values()) {
            WeirflowException failure = DynamoFailures.of(reply(code, status, 1), effect, "commit", "the-table");
            assertThat(failure.kind()).as(code).isEqualTo(effect == NONE ? ofRead : ofWrite);
            assertThat(failure).hasMessageContainingAll("commit", "the-table", "found");
            if (effect == NONE) {
                assertThat(failure).hasMessageContaining(text);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ThrottlingException", "AccessDeniedException", "ValidationException"})
    void aReplyToASecondSendingSaysNothingOfTheFirst(String code) {
        assertThat(DynamoFailures.of(reply(code, 400, 2), ONCE, "commit", "t").kind())
                .isEqualTo(ErrorKind.OUTCOME_UNKNOWN);
        assertThat(DynamoFailures.of(reply(code, 400, 2), NONE, "get", "t").kind())
                .isEqualTo(
                        DynamoFailures.of(reply(code, 400, 1), NONE, "get", "t").kind());
    }

    @Test
    void aMismatchOfTheTokenIsAVerdictOnEachSending() {
        assertThat(DynamoFailures.of(reply("IdempotentParameterMismatchException", 400, 3), ONCE, "commit", "t")
                        .kind())
                .isEqualTo(ErrorKind.INVALID);
    }

    @Test
    void withoutAReplyTheOutcomeOfAWriteIsUnknownUnlessItWasNeverSent() {
        assertKinds(
                client(new SocketException("Connection reset"), 1), ErrorKind.UNAVAILABLE, ErrorKind.OUTCOME_UNKNOWN);
        assertKinds(
                client(new SocketTimeoutException("timed out"), 1), ErrorKind.UNAVAILABLE, ErrorKind.OUTCOME_UNKNOWN);
        assertKinds(client(new ConnectException("refused"), 1), ErrorKind.UNAVAILABLE, ErrorKind.UNAVAILABLE);
        assertKinds(client(new UnknownHostException("no.such"), 1), ErrorKind.UNAVAILABLE, ErrorKind.UNAVAILABLE);
        assertKinds(client(new ConnectException("refused"), 2), ErrorKind.UNAVAILABLE, ErrorKind.OUTCOME_UNKNOWN);
        assertKinds(
                SdkClientException.create("Unable to unmarshall response"),
                ErrorKind.UNAVAILABLE,
                ErrorKind.OUTCOME_UNKNOWN);
        assertKinds(ApiCallTimeoutException.create(100), ErrorKind.TIMEOUT, ErrorKind.OUTCOME_UNKNOWN);
        assertKinds(ApiCallAttemptTimeoutException.create(100), ErrorKind.TIMEOUT, ErrorKind.OUTCOME_UNKNOWN);
        assertKinds(
                SdkClientException.create("Unable to load credentials from any of the providers in the chain"),
                ErrorKind.NOT_ALLOWED,
                ErrorKind.NOT_ALLOWED);
        assertKinds(
                SdkClientException.create("Unable to load region from any of the providers in the chain"),
                ErrorKind.INVALID,
                ErrorKind.INVALID);
        assertKinds(
                SdkClientException.create("This is usually caused by an invalid region configuration."),
                ErrorKind.INVALID,
                ErrorKind.INVALID);
        assertKinds(
                SdkClientException.create("Unable to load an HTTP implementation from any provider in the chain."),
                ErrorKind.INVALID,
                ErrorKind.INVALID);
    }

    @Test
    void anInterruptIsACancellationAndIsRestored() {
        AbortedException aborted = AbortedException.create("Thread was interrupted");
        assertThat(DynamoFailures.of(aborted, NONE, "get", "t").kind()).isEqualTo(ErrorKind.CANCELED);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(DynamoFailures.of(aborted, ONCE, "commit", "t").kind()).isEqualTo(ErrorKind.OUTCOME_UNKNOWN);
        assertThat(Thread.interrupted()).isTrue();
    }

    private static void assertKinds(SdkException e, ErrorKind ofRead, ErrorKind ofWrite) {
        assertThat(DynamoFailures.of(e, NONE, "get", "t").kind())
                .as(e.toString())
                .isEqualTo(ofRead);
        assertThat(DynamoFailures.of(e, ONCE, "commit", "t").kind())
                .as(e.toString())
                .isEqualTo(ofWrite);
    }

    private static SdkException client(IOException cause, int attempts) {
        return SdkClientException.builder()
                .message("Unable to execute HTTP request")
                .cause(cause)
                .numAttempts(attempts)
                .build();
    }

    private static AwsServiceException reply(String code, int status, int attempts) {
        return DynamoDbException.builder()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("what was found")
                        .build())
                .statusCode(status)
                .numAttempts(attempts)
                .build();
    }
}
