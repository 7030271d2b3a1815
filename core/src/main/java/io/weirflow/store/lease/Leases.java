package io.weirflow.store.lease;

import com.google.common.base.Ticker;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.store.Commit;
import io.weirflow.store.CommitId;
import io.weirflow.store.Commits;
import io.weirflow.store.Condition;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import io.weirflow.store.loop.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Leases on names in a namespace. Each has a record of its own, in a partition of its own: leases on different names have nothing
 * to do with each other. Thread-safe.
 */
public final class Leases {
    private final StateStore store;
    private final Commits commits;
    private final Sessions sessions;
    private final String namespace;
    /** Takings that may have had effect, by the version that they would have given the record. */
    private final Map<CommitId, Lease> uncertain = new ConcurrentHashMap<>();

    private Leases(StateStore store, String namespace, Sessions sessions) {
        this.store = store;
        this.commits = Commits.on(store);
        this.sessions = sessions;
        this.namespace = namespace;
    }

    /** Returns the leases of a namespace, held by sessions of the given ones, which are in the same store. */
    public static Leases of(StateStore store, String namespace, Sessions sessions) {
        return new Leases(store, namespace, sessions);
    }

    /**
     * Takes a lease if it is free or its holder's session has ended. Returns nothing if it is held, even by this session.
     *
     * @param name what it is the right to; with the namespace at most 2,040 bytes, no control characters
     * @throws io.weirflow.base.WeirflowException of kind INVALID if the name cannot be used
     */
    public Optional<Lease> tryAcquire(String name, Session session) {
        StateKey key = new StateKey(namespace + "/lease/" + name, "lease");
        AtomicReference<@Nullable Lease> taking = new AtomicReference<>();
        try {
            return commits.execute("acquire lease", () -> decide(name, session, key, taking));
        } catch (WeirflowException e) {
            Lease lease = taking.get();
            if (lease != null && e.is(ErrorKind.OUTCOME_UNKNOWN)) {
                uncertain.put(lease.version(), lease);
            }
            throw e;
        }
    }

    private Commits.Decision<Optional<Lease>> decide(
            String name, Session session, StateKey key, AtomicReference<@Nullable Lease> taking) {
        Optional<StateRecord> record = store.get(key);
        Optional<Lease> own =
                record.map(found -> uncertain.remove(found.version())).filter(lease -> lease.session() == session);
        Optional<LeaseRecord> current = record.map(LeaseRecord::read);
        if (own.isPresent() || current.isPresent() && !current.get().isFree() && !hasEnded(current.get())) {
            return Commits.nothing(own);
        }
        long token = current.map(LeaseRecord::token).orElse(0L) + 1;
        Commit commit = Commit.builder()
                .put(key, new LeaseRecord(token, session.id()).value(), Condition.unchanged(record))
                .build();
        Lease lease = new Lease(commits, name, session, key, token, commit.id());
        taking.set(lease);
        return Commits.commit(commit, Optional.of(lease));
    }

    /** Waits for a lease, at most for the given time; looks when it was released in this process, and at the poll interval. */
    public Optional<Lease> acquire(String name, Session session, Duration limit, Duration pollInterval) {
        Signal released = new Signal();
        try (StateStore.Watch watch = store.watch(namespace + "/lease/" + name, released::raise)) {
            Objects.requireNonNull(watch);
            return released.awaitFor(limit, pollInterval, Ticker.systemTicker(), () -> tryAcquire(name, session));
        }
    }

    private boolean hasEnded(LeaseRecord current) {
        return !sessions.ended(List.of(current.session())).isEmpty();
    }
}
