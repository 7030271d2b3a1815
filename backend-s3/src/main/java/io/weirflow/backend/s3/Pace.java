package io.weirflow.backend.s3;

import com.google.common.base.Ticker;

/**
 * Tells whether one connection brings so much that more of them would not help: a hash, which is taken from beginning to end, could
 * hardly follow. Amazon's S3 gives less than half of the usual bound to a connection, a server in the same rack far more.
 *
 * @param fastBytesPerSecond from how many bytes a second on a connection is fast, with the hashing and writing of what it brings
 */
record Pace(Ticker ticker, long fastBytesPerSecond) {
    static final Pace USUAL = new Pace(Ticker.systemTicker(), 200_000_000);

    private static final double NANOS_PER_SECOND = 1e9;

    /** Returns the time, in nanoseconds from some time on. */
    long now() {
        return ticker.read();
    }

    /** Tells whether it was fast to bring some bytes since a time. */
    boolean isFast(long bytes, long since) {
        return bytes * NANOS_PER_SECOND >= (double) fastBytesPerSecond * (ticker.read() - since);
    }
}
