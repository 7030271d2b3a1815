package io.weirflow.store.loop;

import com.google.common.base.Ticker;
import io.weirflow.base.WeirflowException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Does the chores that keep shared state in order (ending sessions that are not renewed, returning expired reservations, making
 * delayed messages ready, removing what is old), each at its own interval, one after the other. Every process may run one: a chore
 * MUST be harmless when several do it at once. A chore that fails is tried again later and does not stop the others. Thread-safe.
 */
public final class Sweeper implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Sweeper.class.getName());

    private final Ticker ticker;
    private final List<Chore> chores = new CopyOnWriteArrayList<>();
    private volatile @Nullable PollLoop loop;

    /** One chore, until it is closed. */
    public final class Chore implements AutoCloseable {
        private final String name;
        private final Duration interval;
        private final PollLoop.Step step;
        private long due;

        private Chore(String name, Duration interval, PollLoop.Step step) {
            this.name = name;
            this.interval = interval;
            this.step = step;
            this.due = ticker.read();
        }

        /** Does the chore no more, once a run under way has ended. */
        @Override
        public void close() {
            chores.remove(this);
        }

        private boolean runIfDue() {
            if (ticker.read() - due < 0) {
                return false;
            }
            boolean more = false;
            try {
                more = step.run();
            } catch (RuntimeException e) {
                String text = e instanceof WeirflowException w ? w.failure().toString() : e.toString();
                LOG.log(System.Logger.Level.WARNING, () -> name + " failed and will be tried again: " + text);
            }
            due = more ? ticker.read() : ticker.read() + interval.toNanos();
            return more;
        }
    }

    private Sweeper(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Returns a sweeper that works when {@link #sweep} is called. */
    public static Sweeper manual(Ticker ticker) {
        return new Sweeper(ticker);
    }

    /** Returns a sweeper with a thread of its own that looks for due chores at the given interval. */
    public static Sweeper start(Duration granularity) {
        Sweeper sweeper = new Sweeper(Ticker.systemTicker());
        sweeper.loop = PollLoop.start("sweeper", granularity, sweeper::sweep);
        return sweeper;
    }

    /** Adds a chore, which is due at once and then at the interval, or at once again when it says that there is more. */
    public Chore add(String name, Duration interval, PollLoop.Step step) {
        Chore chore = new Chore(name, interval, step);
        chores.add(chore);
        return chore;
    }

    /** Does the chores that are due, each once; returns whether one has more to do. For one thread at a time. */
    public boolean sweep() {
        boolean more = false;
        for (Chore chore : chores) {
            more |= chore.runIfDue();
        }
        return more;
    }

    /** Ends the thread, if there is one; waits for the chore under way, at most ten seconds. Idempotent. */
    @Override
    public void close() {
        PollLoop running = loop;
        if (running != null) {
            running.close();
        }
    }
}
