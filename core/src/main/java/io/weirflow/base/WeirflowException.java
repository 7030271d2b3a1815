package io.weirflow.base;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one exception that Weirflow's operations throw. It carries a {@link Failure}, on whose
 * {@linkplain Failure#effectiveKind() kind} callers decide; its message is the failure's text.
 *
 * <p>An interrupted blocking method throws it with kind {@link ErrorKind#CANCELED} and restores the thread's interrupt
 * flag.
 */
public class WeirflowException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Failure failure;

    /** Wraps a failure. */
    public WeirflowException(Failure failure) {
        this(failure, null);
    }

    /** Wraps a failure and keeps the throwable that led to it for its stack trace. */
    public WeirflowException(Failure failure, @Nullable Throwable cause) {
        super(failure.toString(), cause);
        this.failure = Objects.requireNonNull(failure);
    }

    /** Returns an exception for {@link Failure#of}. */
    public static WeirflowException of(ErrorKind kind, String operation, String message, Object... arguments) {
        return new WeirflowException(Failure.of(kind, operation, message, arguments));
    }

    /** Returns an exception that says what was attempted when the given throwable came up, with the kind it implies. */
    public static WeirflowException wrap(Throwable cause, String operation, Object... arguments) {
        if (cause instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return new WeirflowException(Failure.from(cause).wrap(ErrorKind.OTHER, operation, arguments), cause);
    }

    /** Returns an exception as {@link #wrap(Throwable, String, Object...)} does, with a stated kind. */
    public static WeirflowException wrap(Throwable cause, ErrorKind kind, String operation, Object... arguments) {
        return new WeirflowException(Failure.from(cause).wrap(kind, operation, arguments), cause);
    }

    /** Returns the failure. */
    public final Failure failure() {
        return failure;
    }

    /** Returns the failure's effective kind. */
    public final ErrorKind kind() {
        return failure.effectiveKind();
    }

    /** Tells whether the failure is of the given kind. */
    public final boolean is(ErrorKind kind) {
        return failure.is(kind);
    }
}
