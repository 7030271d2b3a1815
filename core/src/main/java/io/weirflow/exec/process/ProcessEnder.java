package io.weirflow.exec.process;

import com.google.common.base.Ticker;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Ends processes until none is left. */
final class ProcessEnder {
    private static final System.Logger LOG = System.getLogger(ProcessEnder.class.getName());
    private static final long FIRST_PAUSE_NANOS = 500_000;
    private static final long LONGEST_PAUSE_NANOS = 50_000_000;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Ticker ticker;
    private final ProcessTable table;

    ProcessEnder(Ticker ticker, ProcessTable table) {
        this.ticker = ticker;
        this.table = table;
    }

    /** Does what {@link #end(Supplier, Collection, Duration)} does when nothing was found before. */
    void end(Supplier<List<Long>> living, Duration patience) {
        end(living, List.of(), patience);
    }

    /**
     * Kills the processes that are found, and looks again, since they may have started others meanwhile. A process that cannot be
     * killed, because it waits for a device that does not answer, is given up after a time.
     *
     * @param living finds the processes
     * @param found those that were found before, whose end is waited for as well
     * @param patience how long they may take to end by themselves
     */
    void end(Supplier<List<Long>> living, Collection<Long> found, Duration patience) {
        long start = ticker.read();
        long pause = FIRST_PAUSE_NANOS;
        Set<Long> left = new HashSet<>(found);
        for (look(living, left); !left.isEmpty(); look(living, left)) {
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

    /** Leaves those that live: one that has been killed may not be found any more while the system still clears up after it. */
    private void look(Supplier<List<Long>> living, Set<Long> left) {
        List<Long> found = living.get();
        left.addAll(found);
        left.removeIf(pid -> !found.contains(pid) && !table.isEnding(pid));
    }
}
