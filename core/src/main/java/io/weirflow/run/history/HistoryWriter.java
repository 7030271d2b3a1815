package io.weirflow.run.history;

import io.weirflow.base.Ulid;
import io.weirflow.base.WeirflowException;
import io.weirflow.store.Commit;
import io.weirflow.store.Commits;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateStore;
import io.weirflow.store.Write;
import io.weirflow.store.loop.PollLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is to be written and writes it from time to time, many tasks in one commit. Of what changes in between only the last
 * state is written. If the store fails, it is tried again; what does not fit into memory meanwhile is left out. Thread-safe.
 */
final class HistoryWriter implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HistoryWriter.class.getName());
    private static final int MAX_WAITING = 20_000;
    private static final int WAKE_AT = 500;
    private static final int MAX_REMEMBERED = 100;
    /** A new item and two lists with a bucket each. */
    private static final int MOST_WRITES_OF_ONE = 5;

    /** One evaluation or task by its name. */
    record Name(Ulid evaluation, long task) {}

    /** How to write the latest state of an item, given whether it is new. */
    interface Item {
        List<Write> writes(boolean isNew);
    }

    private final Commits commits;
    private final HistoryRecords records;
    private final Map<Name, Item> waiting = new LinkedHashMap<>();
    /** What was written before, of the last evaluations; what is forgotten is written to its lists again, which changes nothing. */
    private final Map<Ulid, Set<Long>> written = new LinkedHashMap<>();

    private long leftOut;
    private final @Nullable PollLoop loop;

    HistoryWriter(StateStore store, HistoryRecords records, Duration interval) {
        this.commits = Commits.on(store);
        this.records = records;
        this.loop = interval.isZero() ? null : PollLoop.start("history", interval, this::flushSome);
    }

    /** Lets an item be written. Quick. */
    void put(Name name, Item item) {
        synchronized (waiting) {
            if (waiting.size() >= MAX_WAITING && !waiting.containsKey(name)) {
                leftOut++;
                return;
            }
            waiting.put(name, item);
            if (waiting.size() != WAKE_AT) {
                return;
            }
        }
        wake();
    }

    void wake() {
        if (loop != null) {
            loop.wake();
        }
    }

    /** Writes all that waits. */
    void flush() {
        while (flushSome()) {}
    }

    /** Writes one commit; returns whether there is more. For one thread at a time. */
    private synchronized boolean flushSome() {
        Map<Name, Item> batch = new LinkedHashMap<>();
        List<Write> writes = new ArrayList<>();
        boolean more = false;
        synchronized (waiting) {
            if (leftOut > 0) {
                LOG.log(System.Logger.Level.WARNING, "{0} tasks are missing in the history", leftOut);
                leftOut = 0;
            }
            Set<StateKey> keys = new HashSet<>();
            for (Map.Entry<Name, Item> entry : waiting.entrySet()) {
                if (writes.size() > StateStore.MAX_WRITES - MOST_WRITES_OF_ONE) {
                    more = true;
                    break;
                }
                for (Write write : entry.getValue().writes(!isWritten(entry.getKey()))) {
                    if (keys.add(write.key())) {
                        writes.add(write);
                    }
                }
                batch.put(entry.getKey(), entry.getValue());
            }
        }
        if (batch.isEmpty()) {
            return false;
        }
        commits.send(Commit.of(writes)).ifPresent(conflict -> {
            throw conflict.toException();
        });
        records.kept(writes);
        synchronized (waiting) {
            batch.forEach((name, item) -> {
                waiting.remove(name, item);
                written.computeIfAbsent(name.evaluation(), e -> new HashSet<>()).add(name.task());
            });
            while (written.size() > MAX_REMEMBERED) {
                written.remove(written.keySet().iterator().next());
            }
        }
        return more;
    }

    private boolean isWritten(Name name) {
        return written.getOrDefault(name.evaluation(), Set.of()).contains(name.task());
    }

    /** Writes what waits, as far as the store can be reached, and ends. */
    @Override
    public void close() {
        if (loop != null) {
            loop.close();
        }
        try {
            flush();
        } catch (WeirflowException e) {
            LOG.log(System.Logger.Level.WARNING, () -> "the end of the history could not be written: " + e.failure());
        }
    }
}
