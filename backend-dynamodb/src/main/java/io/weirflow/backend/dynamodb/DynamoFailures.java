package io.weirflow.backend.dynamodb;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Maps what DynamoDB and its SDK report to failures. The error code decides, then the HTTP status, then the class.
 *
 * <p>Of a request that changes something, the effect is unknown if no reply came or it could not be read, if the reply was that
 * the server itself failed, or if the SDK had sent it before, since nothing is known of the earlier sendings.
 */
final class DynamoFailures {
    /** What a request may have done. */
    enum Effect {
        /** Nothing: it reads, or doing it twice is the same as once. */
        NONE,
        /** It changes something once. */
        ONCE
    }

    private static final Set<String> THROTTLED = Set.of(
            "ProvisionedThroughputExceededException",
            "ThrottlingException",
            "ThrottlingError",
            "Throttling",
            "RequestLimitExceeded",
            "RequestLimitExceededException",
            "ProvisionedThroughputExceeded",
            "RequestThrottled",
            "RequestThrottledException",
            "TooManyRequestsException",
            "SlowDown");
    private static final Set<String> CONTENDED =
            Set.of("TransactionConflict", "TransactionConflictException", "ReplicatedWriteConflictException");
    private static final Set<String> DENIED = Set.of(
            "AccessDenied",
            "AccessDeniedException",
            "UnrecognizedClientException",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "IncompleteSignatureException",
            "MissingAuthenticationTokenException",
            "MissingAuthenticationToken",
            "ExpiredTokenException",
            "ExpiredToken",
            "SignatureDoesNotMatch",
            "NotAuthorizedException",
            "OptInRequired");

    private DynamoFailures() {}

    /** Returns the failure of a request on a table. */
    static WeirflowException of(SdkException e, Effect effect, String operation, String table) {
        ErrorKind kind = kind(e, effect);
        if (isInterrupt(e)) {
            Thread.currentThread().interrupt();
        }
        Failure found = Failure.ofMessage(message(e));
        Failure cause = new Failure(kind, "", List.of(), advice(e, kind), Optional.of(found));
        return new WeirflowException(cause.wrap(kind, operation, table), e);
    }

    private static ErrorKind kind(SdkException e, Effect effect) {
        if (effect == Effect.ONCE && leavesOpen(e)) {
            return ErrorKind.OUTCOME_UNKNOWN;
        }
        return isInterrupt(e) ? ErrorKind.CANCELED : kindOfReply(e);
    }

    /** Tells whether a request that changes something may have taken effect, now or when it was sent before. */
    private static boolean leavesOpen(SdkException e) {
        if (e instanceof AwsServiceException reply) {
            boolean isVerdict = reply.statusCode() < 500 && reply.statusCode() != 408;
            return !(isVerdict && (!wasSentBefore(e) || isAboutEachSending(reply)));
        }
        return wasSentBefore(e) || !isBeforeSending(e);
    }

    private static boolean wasSentBefore(SdkException e) {
        Integer attempts = e.numAttempts();
        return attempts != null && attempts > 1;
    }

    /** Tells whether a reply would have been another one if the request had taken effect when it was sent before. */
    private static boolean isAboutEachSending(AwsServiceException e) {
        return code(e).equals("TransactionCanceledException") || code(e).equals("IdempotentParameterMismatchException");
    }

    private static boolean isBeforeSending(SdkException e) {
        return hasCause(e, ConnectException.class)
                || hasCause(e, UnknownHostException.class)
                || isWithoutCredentials(e)
                || isWithoutRegion(e)
                || isWithoutHttpClient(e);
    }

    private static ErrorKind kindOfReply(SdkException e) {
        if (e instanceof AwsServiceException service) {
            ErrorKind kind = kind(code(service));
            return kind == ErrorKind.OTHER ? kind(service.statusCode()) : kind;
        }
        if (e instanceof ApiCallTimeoutException || e instanceof ApiCallAttemptTimeoutException) {
            return ErrorKind.TIMEOUT;
        }
        if (hasCause(e, IOException.class)) {
            return ErrorKind.UNAVAILABLE;
        }
        if (isWithoutCredentials(e)) {
            return ErrorKind.NOT_ALLOWED;
        }
        return isWithoutRegion(e) || isWithoutHttpClient(e) ? ErrorKind.INVALID : ErrorKind.UNAVAILABLE;
    }

    /** Returns the kind of an error code, of an exception or of the reason of a cancellation. */
    static ErrorKind kind(String code) {
        if (isThrottled(code) || CONTENDED.contains(code)) {
            return ErrorKind.TEMPORARY;
        }
        if (DENIED.contains(code)) {
            return ErrorKind.NOT_ALLOWED;
        }
        return switch (code) {
            case "ResourceNotFoundException", "TableNotFoundException", "IndexNotFoundException" -> ErrorKind.NOT_EXIST;
            case "ResourceInUseException", "TableInUseException" -> ErrorKind.TEMPORARY;
            case "ConditionalCheckFailedException", "ConditionalCheckFailed" -> ErrorKind.PRECONDITION;
            case "ItemCollectionSizeLimitExceededException",
                    "ItemCollectionSizeLimitExceeded",
                    "LimitExceededException" -> ErrorKind.RESOURCES_EXHAUSTED;
            case "ValidationException",
                    "ValidationError",
                    "SerializationException",
                    "IdempotentParameterMismatchException" -> ErrorKind.INVALID;
            case "TransactionInProgressException" -> ErrorKind.OUTCOME_UNKNOWN;
            default -> ErrorKind.OTHER;
        };
    }

    private static ErrorKind kind(int status) {
        if (status >= 500) {
            return ErrorKind.UNAVAILABLE;
        }
        return switch (status) {
            case 401, 403 -> ErrorKind.NOT_ALLOWED;
            case 404 -> ErrorKind.NOT_EXIST;
            case 408 -> ErrorKind.TIMEOUT;
            case 429 -> ErrorKind.TEMPORARY;
            case 400, 413 -> ErrorKind.INVALID;
            default -> ErrorKind.OTHER;
        };
    }

    /** Tells whether a code says that more was asked for than is allowed in a while. */
    static boolean isThrottled(String code) {
        return THROTTLED.contains(code);
    }

    /** Tells whether a code says that something else was under way on the same item. */
    static boolean isContended(String code) {
        return CONTENDED.contains(code);
    }

    private static boolean isInterrupt(SdkException e) {
        return e instanceof AbortedException;
    }

    private static boolean isWithoutCredentials(SdkException e) {
        return e instanceof SdkClientException && message(e).contains("credentials");
    }

    private static boolean isWithoutRegion(SdkException e) {
        return e instanceof SdkClientException
                && (message(e).contains("Unable to load region") || message(e).contains("invalid region"));
    }

    private static boolean isWithoutHttpClient(SdkException e) {
        return message(e).contains("HTTP implementation");
    }

    private static boolean hasCause(Throwable e, Class<? extends IOException> type) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static String code(AwsServiceException e) {
        String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
        return code == null ? "" : code;
    }

    private static String message(SdkException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static String advice(SdkException e, ErrorKind kind) {
        if (e instanceof AwsServiceException service) {
            String code = code(service);
            if (code.equals("IdempotentParameterMismatchException")) {
                return "a commit of this id was sent with other writes: build a new commit";
            }
            if (isThrottled(code)) {
                return "more was asked for than the table allows: try again later, or raise its capacity";
            }
        }
        return switch (kind) {
            case NOT_EXIST -> "there is no such table or index here: check its name and the region, or create it";
            case NOT_ALLOWED -> "check the credentials and that their policy allows this on the table";
            case INVALID ->
                isWithoutHttpClient(e)
                        ? "add an HTTP client of the AWS SDK, such as url-connection-client, to the class path"
                        : message(e).contains("key") ? "the table may have another layout than is expected of it" : "";
            case UNAVAILABLE -> "DynamoDB was not reached or failed: try again later";
            case OUTCOME_UNKNOWN -> "whether it took effect is not known";
            default -> "";
        };
    }
}
