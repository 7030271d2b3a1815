package io.weirflow.journal.duroot;

/**
 * With what a workflow was completed.
 *
 * @param code 0 for success
 * @param message why, if it was none
 */
public record DuRootStatus(int code, String message) {
    /** The whole tree was measured. */
    public static final int OK = 0;

    /** The measurement failed or was interrupted. */
    public static final int FAILED = 1;

    /** The tree was measured except for parts that could not be read. */
    public static final int PARTLY_UNREADABLE = 2;

    /** It was not completed in time. */
    public static final int EXPIRED = 104;

    private static final int MAX_MESSAGE = 1000;

    /** Shortens the message to 1,000 characters. */
    public DuRootStatus {
        message = message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE);
    }

    /** Tells whether it is a success. */
    public boolean isOk() {
        return code == OK;
    }
}
