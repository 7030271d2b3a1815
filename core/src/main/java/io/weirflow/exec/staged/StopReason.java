package io.weirflow.exec.staged;

/** Why an exec is ended before it ends by itself. */
enum StopReason {
    /** It was canceled or removed: lost. */
    CANCELED,
    /** The executor is being closed: lost. */
    CLOSED,
    /** It exceeded its time: failed. */
    TIMEOUT,
    /** It exceeded the limit of its logs: failed. */
    LOG_LIMIT,
    /** It wrote more than the disk that it reserved: failed. */
    DISK_LIMIT;

    /** Tells whether the exec becomes lost, not failed. */
    boolean isLost() {
        return this == CANCELED || this == CLOSED;
    }

    /** Tells whether its processes are ended without asking them first. */
    boolean isForcible() {
        return this == CLOSED || this == LOG_LIMIT || this == DISK_LIMIT;
    }
}
