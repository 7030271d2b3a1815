package io.weirflow.exec.process;

import com.google.common.base.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Ends processes until none is left. */
final class ProcessEnder {
    private static final System.Logger LOG = System.getLogger(ProcessEnder.class.getName());
    private static final long FIRST_PAUSE_NANOS = 500_000;
    private static final long LONGEST_PAUSE_NANOS = 50_000_000;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Ticker ticker;

    ProcessEnder(Ticker ticker) {
        this.ticker = ticker;
    }

    /**
     * Kills the processes that are found, and looks again, since they may have started others meanwhile. A process that cannot be
     * killed, because it waits for a device that does not answer, is given up after a time.
     *
     * @param living finds the processes
     * @param patience how long they may take to end by themselves
     */
    void end(Supplier<List<Long>> living, Duration patience) {
        long start = ticker.read();
        long pause = FIRST_PAUSE_NANOS;
        for (List<Long> left = living.get(); !left.isEmpty(); left = living.get()) {
            long waited = ticker.read() - start;
            if (waited >= patience.toNanos()) {
                ProcessTable.signal(left, true);
            }
            if (waited >= patience.plus(LIMIT).toNanos()) {
                LOG.log(System.Logger.Level.WARNING, "processes that cannot be killed: {0}", left);
                return;
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        }
    }
}
