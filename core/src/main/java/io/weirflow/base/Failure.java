package io.weirflow.base;

import com.google.common.collect.ImmutableList;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;

/**
 * A failure as a value: what was attempted, on what, how it failed and why. It can be stored, compared
 * and sent; {@link WeirflowException} carries one.
 *
 * <p>Modelled on Reflow's {@code errors.Error}; its JSON form is in {@code io.weirflow.reflow}. Texts never
 * hold secrets or payloads. Chains are finite and short; a record is immutable and thread-safe.
 *
 * @param kind how it failed; {@link ErrorKind#OTHER} where only the cause knows
 * @param operation what was attempted, in a word or two, such as {@code "put"}; may be empty
 * @param arguments what it was attempted on, such as a digest or a path
 * @param message what was found and what to do about it; may be empty
 * @param cause the failure behind this one
 */
public record Failure(
        ErrorKind kind, String operation, List<String> arguments, String message, Optional<Failure> cause) {

    /** Copies the arguments. */
    public Failure {
        arguments = ImmutableList.copyOf(arguments);
    }

    /** Returns a failure without a cause. Arguments are turned into text by {@link String#valueOf(Object)}. */
    public static Failure of(ErrorKind kind, String operation, String message, Object... arguments) {
        return new Failure(kind, operation, texts(arguments), message, Optional.empty());
    }

    /** Returns a failure with only a message, for the end of a chain. */
    public static Failure ofMessage(String message) {
        return new Failure(ErrorKind.OTHER, "", List.of(), message, Optional.empty());
    }

    /**
     * Returns the failure that a throwable stands for: its own if it is a {@link WeirflowException}, otherwise one
     * whose kind follows from the class (missing file, denied access, interrupt, time-out) and whose message is the
     * throwable's.
     */
    public static Failure from(Throwable throwable) {
        if (throwable instanceof WeirflowException e) {
            return e.failure();
        }
        String text = throwable.getMessage();
        String name = throwable.getClass().getSimpleName();
        return new Failure(
                kindOf(throwable), "", List.of(), text == null ? name : name + ": " + text, Optional.empty());
    }

    private static ErrorKind kindOf(Throwable throwable) {
        if (throwable instanceof NoSuchFileException || throwable instanceof java.io.FileNotFoundException) {
            return ErrorKind.NOT_EXIST;
        }
        if (throwable instanceof AccessDeniedException) {
            return ErrorKind.NOT_ALLOWED;
        }
        if (throwable instanceof InterruptedException
                || throwable instanceof CancellationException
                || throwable instanceof java.nio.channels.ClosedByInterruptException
                || throwable instanceof java.io.InterruptedIOException) {
            return ErrorKind.CANCELED;
        }
        if (throwable instanceof TimeoutException) {
            return ErrorKind.TIMEOUT;
        }
        return ErrorKind.OTHER;
    }

    /** Returns this failure as the cause of a new one, which takes over the kind unless it states its own. */
    public Failure wrap(ErrorKind kind, String operation, Object... arguments) {
        return new Failure(kind, operation, texts(arguments), "", Optional.of(this));
    }

    /** Returns the kind, or where it is {@link ErrorKind#OTHER} the first other kind among the causes. */
    public ErrorKind effectiveKind() {
        for (Failure f = this; ; f = f.cause.get()) {
            if (f.kind != ErrorKind.OTHER || f.cause.isEmpty()) {
                return f.kind;
            }
        }
    }

    /** Tells whether {@link #effectiveKind()} is the given kind. */
    public boolean is(ErrorKind wanted) {
        return effectiveKind() == wanted;
    }

    /** Tells whether trying the same again may succeed. */
    public boolean isTransient() {
        return effectiveKind().isTransient();
    }

    /** Returns the whole chain in one line: {@code operation arguments: kind: message: cause}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Optional<Failure> f = Optional.of(this); f.isPresent(); f = f.get().cause) {
            f.get().appendTo(text);
        }
        return text.toString();
    }

    private void appendTo(StringBuilder text) {
        String head = (operation + " " + String.join(" ", arguments)).strip();
        append(text, head);
        if (kind != ErrorKind.OTHER) {
            append(text, kind.text());
        }
        append(text, message);
    }

    private static void append(StringBuilder text, String part) {
        if (!part.isEmpty()) {
            text.append(text.isEmpty() ? "" : ": ").append(part);
        }
    }

    private static List<String> texts(Object... arguments) {
        ImmutableList.Builder<String> texts = ImmutableList.builderWithExpectedSize(arguments.length);
        for (Object argument : arguments) {
            texts.add(String.valueOf(argument));
        }
        return texts.build();
    }
}
