package io.weirflow.run;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.util.Locale;

/** How far a node has come. */
public enum NodeStatus {
    /** Something that it depends on is not complete. */
    WAITING,
    /** It is to be attempted again, but not yet; then it is ready. */
    DELAYED,
    /** It can be claimed. */
    READY,
    /** An agent has claimed it. */
    RUNNING,
    /** The session of the agent that had claimed it has ended; it can be claimed, to be finished as an error. */
    ORPHANED,
    /** Nothing more will happen: it was finished, skipped or canceled. */
    COMPLETED;

    /** Returns the name in lower case, as it is stored and shown. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the status of a text.
     *
     * @throws WeirflowException of kind INVALID if there is none
     */
    public static NodeStatus of(String text) {
        for (NodeStatus status : values()) {
            if (status.text().equals(text)) {
                return status;
            }
        }
        throw WeirflowException.of(ErrorKind.INVALID, "node status", "there is no such status", '"' + text + '"');
    }
}
