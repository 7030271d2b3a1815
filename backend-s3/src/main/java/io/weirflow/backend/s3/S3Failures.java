package io.weirflow.backend.s3;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Turns what the SDK throws into failures: the one place that knows S3's error codes. The kinds are those of Reflow's
 * {@code s3util}, except that a missing key is missing, and not a passing trouble.
 */
final class S3Failures {
    private static final int MOVED = 301;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int PRECONDITION_FAILED = 412;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int SERVER_ERROR = 500;
    private static final int NOT_IMPLEMENTED = 501;

    /** What is left behind by a request whose reply did not arrive. */
    enum Effect {
        /** Nothing: the request only reads. */
        NONE,
        /** Perhaps what was asked for. */
        POSSIBLE
    }

    private S3Failures() {}

    /** Returns the failure for an exception of the SDK; restores the interrupt flag where an interrupt was the reason. */
    static WeirflowException of(SdkException e, Effect effect, String operation, Object... arguments) {
        ErrorKind kind = e instanceof AwsServiceException service ? kindOf(service) : kindOf(e);
        if (kind == ErrorKind.CANCELED) {
            Thread.currentThread().interrupt();
        }
        if (effect == Effect.POSSIBLE && isReplyLost(e, kind)) {
            kind = ErrorKind.OUTCOME_UNKNOWN;
        }
        String message = e instanceof AwsServiceException service ? text(service, kind) : text(e);
        return new WeirflowException(Failure.of(kind, operation, message, arguments), e);
    }

    private static ErrorKind kindOf(AwsServiceException e) {
        if (e.isThrottlingException()) {
            return ErrorKind.RESOURCES_EXHAUSTED;
        }
        return kindOfCode(codeOf(e)).orElseGet(() -> kindOfStatus(e.statusCode()));
    }

    static String codeOf(AwsServiceException e) {
        String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
        return code == null ? "" : code;
    }

    static Optional<ErrorKind> kindOfCode(String code) {
        return Optional.ofNullable(
                switch (code) {
                    case "NoSuchKey", "NoSuchBucket", "NoSuchVersion", "NoSuchUpload", "NotFound" ->
                        ErrorKind.NOT_EXIST;
                    case "AccessDenied",
                            "AccountProblem",
                            "AllAccessDisabled",
                            "InvalidAccessKeyId",
                            "InvalidToken",
                            "RequestTimeTooSkewed",
                            "SignatureDoesNotMatch" -> ErrorKind.NOT_ALLOWED;
                    case "AuthorizationHeaderMalformed",
                            "EntityTooLarge",
                            "EntityTooSmall",
                            "IllegalLocationConstraintException",
                            "InvalidArgument",
                            "InvalidBucketName",
                            "InvalidRange",
                            "InvalidRequest",
                            "InvalidURI",
                            "KeyTooLongError",
                            "MetadataTooLarge",
                            "MethodNotAllowed",
                            "PermanentRedirect" -> ErrorKind.INVALID;
                    case "ExpiredToken", "OperationAborted", "ServiceUnavailable", "TokenRefreshRequired" ->
                        ErrorKind.UNAVAILABLE;
                    case "PreconditionFailed" -> ErrorKind.PRECONDITION;
                    case "SlowDown", "TooManyRequests", "Busy", "QuotaExceeded" -> ErrorKind.RESOURCES_EXHAUSTED;
                    case "BadDigest",
                            "BadRequest",
                            "ConditionalRequestConflict",
                            "IncompleteBody",
                            "InternalError",
                            "RequestTimeout",
                            "TemporaryRedirect",
                            "XAmzContentChecksumMismatch",
                            "XAmzContentSHA256Mismatch" -> ErrorKind.TEMPORARY;
                    case "NotImplemented" -> ErrorKind.NOT_SUPPORTED;
                    default -> null;
                });
    }

    /** Of replies without a body, as those to HEAD are, only the status is known. */
    private static ErrorKind kindOfStatus(int status) {
        return switch (status) {
            case NOT_FOUND -> ErrorKind.NOT_EXIST;
            case UNAUTHORIZED, FORBIDDEN -> ErrorKind.NOT_ALLOWED;
            case MOVED, METHOD_NOT_ALLOWED, RANGE_NOT_SATISFIABLE -> ErrorKind.INVALID;
            case PRECONDITION_FAILED -> ErrorKind.PRECONDITION;
            case NOT_IMPLEMENTED -> ErrorKind.NOT_SUPPORTED;
            default -> status >= SERVER_ERROR ? ErrorKind.TEMPORARY : ErrorKind.OTHER;
        };
    }

    private static ErrorKind kindOf(SdkException e) {
        if (e instanceof AbortedException || isInterrupt(e)) {
            return ErrorKind.CANCELED;
        }
        if (e instanceof ApiCallTimeoutException
                || e instanceof ApiCallAttemptTimeoutException
                || causedBy(e, SocketTimeoutException.class)) {
            return ErrorKind.TIMEOUT;
        }
        String message = String.valueOf(e.getMessage());
        if (message.contains("Unable to load credentials")) {
            return ErrorKind.NOT_ALLOWED;
        }
        if (message.contains("Unable to load region")
                || message.contains("Invalid region")
                || message.contains("HTTP implementation")) {
            return ErrorKind.INVALID;
        }
        return ErrorKind.TEMPORARY;
    }

    private static boolean isInterrupt(Throwable e) {
        return causedBy(e, InterruptedException.class)
                || causedBy(e, ClosedByInterruptException.class)
                || causedBy(e, InterruptedIOException.class) && !causedBy(e, SocketTimeoutException.class);
    }

    private static boolean causedBy(Throwable e, Class<? extends Throwable> wanted) {
        int depth = 0;
        for (Throwable cause = e; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            if (wanted.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    /** An answer that says no was not obeyed; silence, and an error inside of the server, may have been. */
    private static boolean isReplyLost(SdkException e, ErrorKind kind) {
        boolean silence = e instanceof SdkClientException && (kind == ErrorKind.TEMPORARY || kind == ErrorKind.TIMEOUT);
        return silence
                || kind == ErrorKind.TEMPORARY
                        && e instanceof AwsServiceException service
                        && service.statusCode() >= SERVER_ERROR;
    }

    private static String text(AwsServiceException e, ErrorKind kind) {
        String said = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorMessage();
        StringBuilder text = new StringBuilder("S3 answered ").append(e.statusCode());
        if (!codeOf(e).isEmpty()) {
            text.append(' ').append(codeOf(e));
        }
        if (said != null && !said.isEmpty()) {
            text.append(": ").append(said);
        }
        if (e.requestId() != null) {
            text.append(" (request ").append(e.requestId()).append(')');
        }
        return text.append(advice(e.statusCode() == MOVED ? "PermanentRedirect" : codeOf(e), kind))
                .toString();
    }

    private static String advice(String code, ErrorKind kind) {
        return switch (code) {
            case "PermanentRedirect", "AuthorizationHeaderMalformed" ->
                "; the bucket is in another region than the client was built for";
            case "RequestTimeTooSkewed" -> "; set the clock of this machine";
            default ->
                kind == ErrorKind.NOT_ALLOWED
                        ? "; check credentials and policy (without the right to list, what is missing looks forbidden)"
                        : "";
        };
    }

    private static String text(SdkException e) {
        String text = String.valueOf(e.getMessage());
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException && cause.getMessage() != null && !text.contains(cause.getMessage())) {
                return text + ": " + cause.getMessage();
            }
        }
        return text;
    }
}
