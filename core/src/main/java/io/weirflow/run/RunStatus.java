package io.weirflow.run;

import java.util.Locale;

/** How far a run has come; always derived from its nodes. */
public enum RunStatus {
    /** Nothing has become ready yet. */
    WAITING,
    /** Something is ready, running, orphaned or complete, but not everything is complete. */
    RUNNING,
    /** Every node is complete, with or without success. */
    COMPLETED;

    /** Returns the name in lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
