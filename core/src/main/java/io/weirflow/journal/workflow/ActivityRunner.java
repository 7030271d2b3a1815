package io.weirflow.journal.workflow;

import com.google.common.base.Ticker;
import io.weirflow.base.WeirflowException;
import io.weirflow.journal.Journal;
import io.weirflow.journal.Version;
import io.weirflow.store.StateStore;
import io.weirflow.store.loop.PollLoop;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Runs activities, each for one history, a limited number at a time. Thread-safe. Close it to end them. */
public final class ActivityRunner implements AutoCloseable {
    private final Journal journal;
    private final Duration pollInterval;
    private final Ticker ticker;
    private final Semaphore permits;
    private final Map<String, Running> running = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * Creates a runner.
     *
     * @param concurrency how many run at the same time
     * @param pollInterval after how long histories are looked at that other processes change
     * @param ticker measures the waits that activities ask for
     */
    public ActivityRunner(Journal journal, int concurrency, Duration pollInterval, Ticker ticker) {
        this.journal = journal;
        this.pollInterval = pollInterval;
        this.ticker = ticker;
        this.permits = new Semaphore(concurrency, true);
    }

    /** Starts an activity on a history, unless one on this history is there already. */
    public void start(String history, Activity activity) {
        if (closed || running.containsKey(history)) {
            return;
        }
        Running started = new Running(history, activity);
        if (running.putIfAbsent(history, started) == null) {
            started.start();
        }
    }

    /** Tells whether there is an activity on a history that has not finished. */
    public boolean isRunning(String history) {
        return running.containsKey(history);
    }

    /** Interrupts all activities and waits for them, ten seconds at most for each. Idempotent. */
    @Override
    public void close() {
        closed = true;
        running.values().forEach(Running::close);
    }

    /** One activity. Its fields are used on its loop's thread, except for what closes it. */
    private final class Running {
        private final String history;
        private final Activity activity;
        private Version tail = Version.EPOCH;
        private long notBefore = ticker.read();
        private volatile @Nullable PollLoop loop;
        private volatile StateStore.@Nullable Watch watch;

        Running(String history, Activity activity) {
            this.history = history;
            this.activity = activity;
        }

        void start() {
            PollLoop started = PollLoop.start("activity on " + history, pollInterval, this::step);
            loop = started;
            watch = journal.watch(history, started::wake);
            if (closed || !running.containsKey(history)) {
                close();
            }
        }

        private boolean step() {
            if (closed || ticker.read() - notBefore < 0) {
                return false;
            }
            try {
                permits.acquire();
            } catch (InterruptedException e) {
                throw WeirflowException.wrap(e, "run activity", history);
            }
            Activity.Result result;
            try {
                result = activity.run(tail);
            } finally {
                permits.release();
            }
            tail = result.tail();
            if (result.next() instanceof Activity.Next.After after) {
                notBefore = ticker.read() + after.time().toNanos();
            } else if (result.next() instanceof Activity.Next.Never) {
                running.remove(history);
                close();
            }
            return false;
        }

        void close() {
            StateStore.Watch watching = watch;
            if (watching != null) {
                watching.close();
            }
            PollLoop looping = loop;
            if (looping != null) {
                looping.close();
            }
        }
    }
}
