package io.weirflow.backend.file;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.BusyHandler;

/**
 * Waits while another connection or process holds the database, in short steps: a commit takes about as long as the disk
 * needs to confirm it, and SQLite's own steps grow to a tenth of a second. Ends early when the thread is interrupted.
 */
final class BusyWait extends BusyHandler {
    private static final long SHORTEST_NANOS = 50_000;
    private static final int LONGEST_SHIFT = 4;

    private final long limitNanos;
    private long begin;

    BusyWait(Duration limit) {
        this.limitNanos = limit.toNanos();
    }

    /** Returns 1 after some waiting, or 0 if the statement is to fail. One connection calls it from one thread at a time. */
    @Override
    protected int callback(int tries) {
        long now = System.nanoTime();
        if (tries == 0) {
            begin = now;
        }
        if (now - begin > limitNanos || Thread.currentThread().isInterrupted()) {
            return 0;
        }
        long step = SHORTEST_NANOS << Math.min(tries, LONGEST_SHIFT);
        LockSupport.parkNanos(step / 2 + ThreadLocalRandom.current().nextLong(step));
        return 1;
    }
}
