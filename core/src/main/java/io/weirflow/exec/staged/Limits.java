package io.weirflow.exec.staged;

import java.time.Duration;

/**
 * The settings of an executor that its execs share.
 *
 * @param logBytes how much a command may write to each of its logs
 * @param sampleInterval how long at most between two samples
 * @param grace how long processes that are asked to end may take to do so
 */
record Limits(long logBytes, Duration sampleInterval, Duration grace) {}
