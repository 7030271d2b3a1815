package io.weirflow.examples.benchmarks;

import io.weirflow.store.Commit;
import io.weirflow.store.Conflict;
import io.weirflow.store.Scan;
import io.weirflow.store.ScanPage;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Counts what is asked of a state store. Thread-safe; does not close the store. */
final class MeteredStore implements StateStore {
    private final StateStore store;
    private final LongAdder commits = new LongAdder();
    private final LongAdder conflicts = new LongAdder();
    private final LongAdder writes = new LongAdder();
    private final LongAdder reads = new LongAdder();

    MeteredStore(StateStore store) {
        this.store = store;
    }

    /** Returns the number of commits, those with a conflict included. */
    long commits() {
        return commits.sum();
    }

    /** Returns the number of commits that had a conflict. */
    long conflicts() {
        return conflicts.sum();
    }

    /** Returns the number of records that commits have put, deleted or checked. */
    long writes() {
        return writes.sum();
    }

    /** Returns the number of times that records were asked for, by keys or by ranges. */
    long reads() {
        return reads.sum();
    }

    @Override
    public Optional<Conflict> commit(Commit commit) {
        commits.increment();
        writes.add(commit.writes().size());
        Optional<Conflict> conflict = store.commit(commit);
        if (conflict.isPresent()) {
            conflicts.increment();
        }
        return conflict;
    }

    @Override
    public Map<StateKey, StateRecord> getAll(Collection<StateKey> keys) {
        reads.increment();
        return store.getAll(keys);
    }

    @Override
    public ScanPage scan(Scan scan) {
        reads.increment();
        return store.scan(scan);
    }

    @Override
    public Watch watch(String partition, Runnable action) {
        return store.watch(partition, action);
    }
}
