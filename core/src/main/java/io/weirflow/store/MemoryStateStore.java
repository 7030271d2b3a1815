package io.weirflow.store;

import io.weirflow.base.Utf8Order;
import io.weirflow.store.Conflict.FailedWrite;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A state store in memory, for one process and for tests. Nothing in it outlives the object.
 *
 * <p>It keeps the contract exactly, including that scans are no snapshots: {@link #tearing} gives a test a place to change
 * records while a scan is under way.
 */
public final class MemoryStateStore implements StateStore {
    private final Map<String, NavigableMap<String, StateRecord>> partitions = new ConcurrentHashMap<>();
    private final Object lock = new Object();
    private final RecentCommits recent = new RecentCommits();
    private final Watches watches = new Watches();
    private final @Nullable Consumer<StateKey> beforeRead;

    /** Creates an empty store. */
    public MemoryStateStore() {
        this(null);
    }

    private MemoryStateStore(@Nullable Consumer<StateKey> beforeRead) {
        this.beforeRead = beforeRead;
    }

    /**
     * Creates an empty store that calls back before {@link #getAll} and {@link #scan} read each record, so that commits can be
     * made to come in between.
     */
    public static MemoryStateStore tearing(Consumer<StateKey> beforeRead) {
        return new MemoryStateStore(beforeRead);
    }

    @Override
    public Optional<Conflict> commit(Commit commit) {
        synchronized (lock) {
            if (recent.contains(commit.id()) || stands(commit)) {
                return Optional.empty();
            }
            Optional<Conflict> conflict = conflict(commit);
            if (conflict.isPresent()) {
                return conflict;
            }
            commit.writes().forEach(write -> apply(write, commit.id()));
            recent.add(commit.id());
        }
        watches.fire(commit.writes());
        return Optional.empty();
    }

    private Optional<Conflict> conflict(Commit commit) {
        List<FailedWrite> failures = new ArrayList<>();
        List<Write> writes = commit.writes();
        for (int i = 0; i < writes.size(); i++) {
            Write write = writes.get(i);
            Optional<CommitId> found = find(write.key()).map(StateRecord::version);
            if (!write.condition().holdsFor(found)) {
                failures.add(new FailedWrite(i, write, found));
            }
        }
        return failures.isEmpty() ? Optional.empty() : Optional.of(new Conflict(commit.id(), failures));
    }

    /** Tells whether a commit has taken effect before, by the rule for commits that are too old to be remembered. */
    private boolean stands(Commit commit) {
        return commit.writes().stream()
                .anyMatch(write -> write instanceof Write.Put
                        && find(write.key())
                                .filter(r -> r.version().equals(commit.id()))
                                .isPresent());
    }

    private void apply(Write write, CommitId version) {
        StateKey key = write.key();
        if (write instanceof Write.Put put) {
            partitions
                    .computeIfAbsent(key.partition(), p -> new ConcurrentSkipListMap<>(Utf8Order.INSTANCE))
                    .put(key.sort(), new StateRecord(key, put.value(), version));
        } else if (write instanceof Write.Delete) {
            partitions.computeIfPresent(key.partition(), (p, records) -> {
                records.remove(key.sort());
                return records.isEmpty() ? null : records;
            });
        }
    }

    private Optional<StateRecord> find(StateKey key) {
        NavigableMap<String, StateRecord> records = partitions.get(key.partition());
        return Optional.ofNullable(records == null ? null : records.get(key.sort()));
    }

    @Override
    public Map<StateKey, StateRecord> getAll(Collection<StateKey> keys) {
        Map<StateKey, StateRecord> found = new HashMap<>();
        for (StateKey key : keys) {
            read(key).ifPresent(record -> found.put(key, record));
        }
        return found;
    }

    private Optional<StateRecord> read(StateKey key) {
        if (beforeRead != null) {
            beforeRead.accept(key);
        }
        // Under the lock, lest one reader sees the first half of a commit and then another does not see the second.
        synchronized (lock) {
            return find(key);
        }
    }

    @Override
    public ScanPage scan(Scan scan) {
        List<StateRecord> page = new ArrayList<>();
        long bytes = 0;
        for (String sort : range(scan).keySet()) {
            if (page.size() == scan.limit() || bytes >= MAX_PAGE_BYTES) {
                return new ScanPage(page, true);
            }
            Optional<StateRecord> record = read(new StateKey(scan.partition(), sort));
            if (record.isPresent()) {
                page.add(record.get());
                bytes += record.get().bytes();
            }
        }
        return new ScanPage(page, false);
    }

    /** Returns a live view of the scan's range, in the scan's direction. */
    private NavigableMap<String, StateRecord> range(Scan scan) {
        NavigableMap<String, StateRecord> range = partitions.get(scan.partition());
        if (range == null
                || scan.upper()
                        .filter(upper -> Utf8Order.INSTANCE.compare(scan.lower(), upper) >= 0)
                        .isPresent()) {
            return Collections.emptyNavigableMap();
        }
        range = range.tailMap(scan.lower(), !scan.lowerExcluded());
        if (scan.upper().isPresent()) {
            range = range.headMap(scan.upper().get(), false);
        }
        return scan.descending() ? range.descendingMap() : range;
    }

    @Override
    public Watch watch(String partition, Runnable action) {
        return watches.add(partition, action);
    }
}
