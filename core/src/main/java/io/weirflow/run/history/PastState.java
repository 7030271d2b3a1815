package io.weirflow.run.history;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.util.Locale;

/** What became of an evaluation or a task. */
public enum PastState {
    /** It runs now. */
    RUNNING,
    /** It succeeded. */
    SUCCEEDED,
    /** It failed. */
    FAILED,
    /** It was canceled. */
    CANCELED,
    /** Its process ended before it did. */
    DIED;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static PastState of(String text) {
        for (PastState state : values()) {
            if (state.text().equals(text)) {
                return state;
            }
        }
        throw WeirflowException.of(ErrorKind.NOT_SUPPORTED, "read history", "a state of a later release", text);
    }
}
