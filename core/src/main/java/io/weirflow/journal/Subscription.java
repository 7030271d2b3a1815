package io.weirflow.journal;

import io.weirflow.store.StateStore;
import io.weirflow.store.loop.PollLoop;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;

/**
 * Follows a history: hands each entry to a listener, in order, soon after this process has appended it, and within a poll interval
 * when another has. An entry whose handling fails is handed over again after a while, and the next one not before. Close it to end
 * it.
 */
public final class Subscription implements AutoCloseable {
    private final Journal journal;
    private final String history;
    private final Listener listener;
    private Version tail;
    private final PollLoop loop;
    private final StateStore.Watch watch;

    /** What is done with entries; on the subscription's thread, one at a time. */
    @FunctionalInterface
    public interface Listener {
        /** Takes the next entry. What it throws lets it be called again with the same entry. */
        void onEntry(JournalEntry entry);

        /**
         * Is told that the history was deleted, or trimmed beyond what was read. What comes next is its beginning, if it has one.
         */
        default void onGone() {}
    }

    private Subscription(Journal journal, String history, Version after, Duration pollInterval, Listener listener) {
        this.journal = journal;
        this.history = history;
        this.listener = listener;
        this.tail = after;
        this.loop = PollLoop.start("subscription to " + history, pollInterval, this::step);
        this.watch = journal.watch(history, loop::wake);
    }

    /** Starts to follow a history from what comes after a version. */
    public static Subscription start(
            Journal journal, String history, Version after, Duration pollInterval, Listener listener) {
        return new Subscription(journal, history, after, pollInterval, listener);
    }

    /** Runs on the loop's thread only. */
    private boolean step() {
        Iterator<JournalEntry> entries;
        if (tail.isEpoch()) {
            entries = journal.find(history, Version.EPOCH);
        } else {
            Optional<Iterator<JournalEntry>> since = journal.since(history, tail);
            if (since.isEmpty()) {
                listener.onGone();
                tail = Version.EPOCH;
                return true;
            }
            entries = since.get();
        }
        while (entries.hasNext()) {
            JournalEntry entry = entries.next();
            listener.onEntry(entry);
            tail = entry.version();
        }
        return false;
    }

    /** Ends it; waits for the listener, at most ten seconds. Idempotent. */
    @Override
    public void close() {
        watch.close();
        loop.close();
    }
}
