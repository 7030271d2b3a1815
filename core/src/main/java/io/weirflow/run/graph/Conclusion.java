package io.weirflow.run.graph;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.util.Locale;

/** How an attempt, a node or a run ended. All but {@link #SUCCESS} are failures to those who depend on it. */
public enum Conclusion {
    /** The work was done; what depends on it may proceed. */
    SUCCESS,
    /** The work itself said no. */
    FAIL,
    /** Something around the work broke: the runtime threw, or the agent stopped in the middle. */
    ERROR,
    /** It was stopped because the run was canceled or its deadline passed. */
    CANCELED,
    /** It was never attempted, because something that it depends on failed. */
    SKIPPED;

    /** Returns the name in lower case, as it is stored and shown. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the conclusion of a text.
     *
     * @throws WeirflowException of kind INVALID if there is none
     */
    public static Conclusion of(String text) {
        for (Conclusion conclusion : values()) {
            if (conclusion.text().equals(text)) {
                return conclusion;
            }
        }
        throw WeirflowException.of(ErrorKind.INVALID, "conclusion", "there is no such conclusion", '"' + text + '"');
    }
}
