package io.weirflow.exec.staged;

import io.weirflow.exec.ExecConfig;
import java.time.Duration;

/**
 * The settings of an executor that its execs share.
 *
 * @param logBytes how much a command may write to each of its logs
 * @param isDiskLimited whether a command may write no more than the disk that it reserves
 * @param sampleInterval how long at most between two samples
 * @param grace how long processes that are asked to end may take to do so
 */
record Limits(long logBytes, boolean isDiskLimited, Duration sampleInterval, Duration grace) {
    /** Tells whether outputs and temporary files of some size are more than a command may write. */
    boolean isOverDisk(ExecConfig config, long bytes) {
        return isDiskLimited
                && config.resources().diskBytes() > 0
                && bytes > config.resources().diskBytes();
    }
}
