package io.weirflow.base;

/**
 * What went wrong, as one of a closed set of kinds on which callers can decide.
 *
 * <p>The kinds and their texts are those of Reflow's {@code errors} package, in its order, followed by
 * the kinds that Weirflow adds. A kind that Weirflow adds is written as {@link #reflowName()} where
 * Reflow's format is asked for.
 */
public enum ErrorKind {
    /** No kind was stated. */
    OTHER("Other", "unknown error"),
    /** The caller gave up: an interrupt, a cancellation or a close. */
    CANCELED("Canceled", "canceled"),
    /** A time limit passed. */
    TIMEOUT("Timeout", "timeout"),
    /** Trying again may help. */
    TEMPORARY("Temporary", "temporary"),
    /** What was named does not exist. */
    NOT_EXIST("NotExist", "resource does not exist"),
    /** Access was denied. */
    NOT_ALLOWED("NotAllowed", "access denied"),
    /** The operation is not supported by this implementation or for these arguments. */
    NOT_SUPPORTED("NotSupported", "operation not supported"),
    /** The budget of retries was used up. */
    TOO_MANY_TRIES("TooManyTries", "too many tries"),
    /** Stored bytes are not what their digest or length says. */
    INTEGRITY("Integrity", "integrity error"),
    /** Memory, disk, CPU or another counted resource does not suffice. */
    RESOURCES_EXHAUSTED("ResourcesExhausted", "resources exhausted"),
    /** The evaluation of a flow failed. */
    EVAL("Eval", "evaluation error"),
    /** A service or a device cannot be reached at the moment. */
    UNAVAILABLE("Unavailable", "unavailable"),
    /** Nothing can be done about it; do not retry. */
    FATAL("Fatal", "fatal"),
    /** An argument is malformed. */
    INVALID("Invalid", "invalid"),
    /** The network failed. */
    NET("Net", "network error"),
    /** A condition that the operation requires did not hold. */
    PRECONDITION("Precondition", "precondition was not met"),
    /** A command ran out of memory. */
    OOM("OOM", "OOM error"),
    /** A module failed to load (Reflow's language layer; kept for its wire form). */
    MODULE("Module", "module"),
    /** A command ran and failed. */
    EXEC("DockerExec", "docker exec"),
    /** A request may or may not have taken effect: its reply was lost. */
    OUTCOME_UNKNOWN("Unavailable", "outcome unknown");

    private final String reflowName;
    private final String text;

    ErrorKind(String reflowName, String text) {
        this.reflowName = reflowName;
        this.text = text;
    }

    /** Returns the identifier that Reflow uses for this kind, or for the nearest of its kinds. */
    public String reflowName() {
        return reflowName;
    }

    /** Returns the kind in words, as it appears in messages. */
    public String text() {
        return text;
    }

    /** Tells whether an operation that failed in this way may succeed when simply tried again. */
    public boolean isTransient() {
        return switch (this) {
            case TIMEOUT, TEMPORARY, TOO_MANY_TRIES, UNAVAILABLE, OUTCOME_UNKNOWN -> true;
            default -> false;
        };
    }
}
