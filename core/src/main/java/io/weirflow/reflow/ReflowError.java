package io.weirflow.reflow;

import com.google.common.collect.ImmutableList;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.reflow.ErrorCause.Message;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An error as Reflow has it, with its text, its JSON form and its predicates. {@link Failure} is what the rest of the library
 * uses.
 *
 * @param kind how it failed
 * @param operation what was attempted
 * @param arguments what it was attempted on; they show in the text only if there is an operation
 * @param cause what is behind it
 * @see <a href="https://github.com/grailbio/reflow/tree/master/errors">Reflow's errors package</a>
 */
public record ReflowError(ErrorKind kind, String operation, List<String> arguments, Optional<ErrorCause> cause)
        implements ErrorCause {
    /** The text between the errors of a chain. */
    public static final String SEPARATOR = ":\n\t";

    private static final Set<ErrorKind> NOT_RETRYABLE = Set.of(
            ErrorKind.NOT_SUPPORTED,
            ErrorKind.INVALID,
            ErrorKind.NOT_EXIST,
            ErrorKind.FATAL,
            ErrorKind.MODULE,
            ErrorKind.EXEC);
    private static final Set<ErrorKind> NOT_RESTARTABLE = Set.of(
            ErrorKind.CANCELED,
            ErrorKind.FATAL,
            ErrorKind.NOT_SUPPORTED,
            ErrorKind.NOT_ALLOWED,
            ErrorKind.MODULE,
            ErrorKind.EXEC);

    /** Copies the arguments, and takes a kind that Reflow does not know for the nearest of its own. */
    public ReflowError {
        kind = kind == ErrorKind.OUTCOME_UNKNOWN ? ErrorKind.UNAVAILABLE : kind;
        arguments = ImmutableList.copyOf(arguments);
    }

    /**
     * Returns an error as Reflow's constructor {@code E} makes it: one without a kind of its own takes over that of the cause,
     * which then has none; a cause of equal kind has none either; a cause that says nothing is skipped.
     */
    public static ReflowError normalized(
            ErrorKind kind, String operation, List<String> arguments, Optional<ErrorCause> cause) {
        if (cause.isEmpty() || cause.get() instanceof Message) {
            ErrorKind implied = cause.map(c -> ((Message) c).implied()).orElse(ErrorKind.OTHER);
            return new ReflowError(kind == ErrorKind.OTHER ? implied : kind, operation, arguments, cause);
        }
        ReflowError inner = (ReflowError) cause.get();
        ErrorKind own = kind == ErrorKind.OTHER ? inner.kind : kind;
        if (own == inner.kind) {
            inner = new ReflowError(ErrorKind.OTHER, inner.operation, inner.arguments, inner.cause);
        }
        boolean saysNothing = inner.operation.isEmpty() && inner.kind == ErrorKind.OTHER;
        return new ReflowError(own, operation, arguments, saysNothing ? inner.cause : Optional.of(inner));
    }

    /** Returns a failure as Reflow states it: a message becomes what is behind it, or between it and its cause. */
    public static ReflowError of(Failure failure) {
        Optional<ErrorCause> cause = failure.cause().map(ReflowError::of);
        if (!failure.message().isEmpty()) {
            cause = Optional.of(
                    cause.isEmpty()
                            ? Message.of(failure.message())
                            : new ReflowError(ErrorKind.OTHER, failure.message(), List.of(), cause));
        }
        return new ReflowError(failure.kind(), failure.operation(), failure.arguments(), cause);
    }

    /** Returns this as a failure. */
    public Failure toFailure() {
        if (cause.isPresent() && cause.get() instanceof Message message) {
            return new Failure(kind, operation, arguments, message.text(), Optional.empty());
        }
        return new Failure(kind, operation, arguments, "", inner().map(ReflowError::toFailure));
    }

    private Optional<ReflowError> inner() {
        return cause.filter(ReflowError.class::isInstance).map(ReflowError.class::cast);
    }

    /** Tells whether this is of a kind, or where it has none the first error behind it that has. Never true of OTHER. */
    public boolean is(ErrorKind wanted) {
        Optional<ReflowError> error = Optional.of(this);
        while (error.isPresent() && error.get().kind == ErrorKind.OTHER) {
            error = error.get().inner();
        }
        return error.isPresent() && error.get().kind == wanted;
    }

    /**
     * Tells whether an error is as this one says: of the same arguments, and of the same operation, kind and cause where this
     * states any.
     */
    public boolean matches(ReflowError error) {
        boolean same = (operation.isEmpty() || operation.equals(error.operation))
                && arguments.equals(error.arguments)
                && (kind == ErrorKind.OTHER || kind == error.kind);
        if (!same || cause.isEmpty()) {
            return same;
        }
        if (inner().isPresent()) {
            return error.cause.isPresent() && inner().get().matches(recover(error.cause.get()));
        }
        return error.cause.isPresent() && text(error.cause.get()).equals(text(cause.get()));
    }

    private static ReflowError recover(ErrorCause cause) {
        return cause instanceof ReflowError error
                ? error
                : normalized(ErrorKind.OTHER, "", List.of(), Optional.of(cause));
    }

    private static String text(ErrorCause cause) {
        return cause instanceof Message message ? message.text() : cause.toString();
    }

    /** Tells whether trying the same again may help, by this error's own kind. */
    public boolean isTransient() {
        return kind.isTransient();
    }

    /** Tells whether trying the same again cannot help, by this error's own kind. */
    public boolean isNonRetryable() {
        return NOT_RETRYABLE.contains(kind);
    }

    /** Tells whether the work may be started again: the first error of the chain that says either way decides. */
    public boolean isRestartable() {
        for (Optional<ReflowError> error = Optional.of(this);
                error.isPresent();
                error = error.get().inner()) {
            ErrorKind here = error.get().kind;
            if (NOT_RESTARTABLE.contains(here)) {
                return false;
            }
            if (here.isTransient() || here == ErrorKind.NET) {
                return true;
            }
        }
        return false;
    }

    /** Tells whether this error's own kind is TEMPORARY or UNAVAILABLE. */
    public boolean isTemporary() {
        return kind == ErrorKind.TEMPORARY || kind == ErrorKind.UNAVAILABLE;
    }

    /** Tells whether this error's own kind is TIMEOUT. */
    public boolean isTimeout() {
        return kind == ErrorKind.TIMEOUT;
    }

    /** Returns the status with which Reflow's servers answer: 404, 405, 503 or 500. */
    public int httpStatus() {
        return switch (kind) {
            case NOT_EXIST -> 404;
            case NOT_ALLOWED -> 405;
            case TEMPORARY -> 503;
            default -> 500;
        };
    }

    /** Returns {@code operation arguments: kind}, followed by the errors behind it, separated by the given text. */
    public String text(String separator) {
        StringBuilder text = new StringBuilder();
        Optional<ReflowError> error = Optional.of(this);
        while (error.isPresent()) {
            ReflowError here = error.get();
            int start = text.length();
            here.appendHead(text);
            error = here.inner();
            if (error.isPresent() && text.length() > start) {
                text.append(separator);
            }
            if (here.cause.isPresent() && here.cause.get() instanceof Message message) {
                text.append(text.length() > start ? ": " : "").append(message.text());
            }
        }
        return text.toString();
    }

    private void appendHead(StringBuilder text) {
        int start = text.length();
        if (!operation.isEmpty()) {
            text.append(operation);
            arguments.forEach(argument -> text.append(' ').append(argument));
        }
        if (kind != ErrorKind.OTHER) {
            text.append(text.length() > start ? ": " : "").append(kind.text());
        }
    }

    /** Returns the JSON form. */
    public String toJson() {
        return ReflowErrorJson.write(this);
    }

    /**
     * Returns the error of a JSON form, {@linkplain #normalized normalized}.
     *
     * @throws io.weirflow.base.WeirflowException of kind INVALID for malformed JSON and for a mere message
     */
    public static ReflowError fromJson(String json) {
        return ReflowErrorJson.read(json);
    }

    /** Returns the text with Reflow's separator. */
    @Override
    public String toString() {
        return text(SEPARATOR);
    }
}
