package io.weirflow.exec.process;

import com.google.common.base.Ticker;
import java.time.Duration;
import java.util.Optional;

/**
 * Counts the processes that the kernel has killed for want of memory, by {@code oom_kill} of {@code /proc/vmstat} (Linux 4.13),
 * which includes those killed at a limit of their control group. Thread-safe.
 */
final class OomKills {
    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();
    private static final String FIELD = "\noom_kill ";

    private final ProcFiles proc;
    private final Ticker ticker;
    private Optional<Long> last = Optional.empty();
    private long readAt;

    OomKills(ProcFiles proc, Ticker ticker) {
        this.proc = proc;
        this.ticker = ticker;
    }

    /** Returns a count that is at most a second old; empty if the system does not count. */
    synchronized Optional<Long> recent() {
        return last.isEmpty() || ticker.read() - readAt > FRESH_NANOS ? now() : last;
    }

    private synchronized Optional<Long> now() {
        last = proc.text("vmstat").flatMap(OomKills::parse);
        readAt = ticker.read();
        return last;
    }

    private static Optional<Long> parse(String vmstat) {
        int at = vmstat.indexOf(FIELD);
        int end = at < 0 ? -1 : vmstat.indexOf('\n', at + 1);
        return end < 0 ? Optional.empty() : Optional.of(Long.valueOf(vmstat.substring(at + FIELD.length(), end)));
    }

    /**
     * Tells whether a process that was killed was killed for want of memory: whether anything was since the count was taken.
     * Where the system does not count, each kill that is not ours is taken for that, as Reflow does.
     */
    boolean anySince(Optional<Long> before) {
        Optional<Long> after = now();
        return before.isEmpty() || after.isEmpty() || after.get() > before.get();
    }
}
