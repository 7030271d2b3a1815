package io.weirflow.journal;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;

/** Says, with kind PRECONDITION, that a history is not at the version that was expected. Nothing was changed. */
public final class VersionConflictException extends WeirflowException {
    private static final long serialVersionUID = 1;

    private final String history;
    private final transient Version stored;
    private final transient Version expected;

    /** Says that a history was found at one version and expected at another. */
    public VersionConflictException(String history, Version stored, Version expected) {
        super(Failure.of(
                ErrorKind.PRECONDITION,
                "change history",
                "expected version " + expected + ", found " + stored + ": read it again and decide anew",
                history));
        this.history = history;
        this.stored = stored;
        this.expected = expected;
    }

    /** Returns the name of the history. */
    public String history() {
        return history;
    }

    /** Returns the version that was found. */
    public Version stored() {
        return stored;
    }

    /** Returns the version that was expected. */
    public Version expected() {
        return expected;
    }
}
