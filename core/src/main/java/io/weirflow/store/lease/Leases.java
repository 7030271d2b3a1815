package io.weirflow.store.lease;

import com.google.common.base.Ticker;
import com.google.common.collect.Iterables;
import io.weirflow.base.WeirflowException;
import io.weirflow.store.Commit;
import io.weirflow.store.CommitId;
import io.weirflow.store.Commits;
import io.weirflow.store.Condition;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import io.weirflow.store.Write;
import io.weirflow.store.loop.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Leases on names in a namespace. Each has a record of its own, in a partition of its own: leases on different names have nothing
 * to do with each other. Thread-safe.
 */
public final class Leases {
    private final StateStore store;
    private final Commits commits;
    private final Sessions sessions;
    private final String namespace;
    /** Takings that may have had effect, by the record that they would have written. */
    private final Map<StateKey, Lease> uncertain = new ConcurrentHashMap<>();

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
        return Optional.ofNullable(tryAcquireAll(List.of(name), session).get(name));
    }

    /**
     * Takes those of several leases that are free, as {@link #tryAcquire} takes one, in few requests: one that reads, and a commit
     * for each hundred that are taken. If it fails some may have been taken; they end with the session.
     *
     * @return the leases that were taken, by name
     */
    public Map<String, Lease> tryAcquireAll(Collection<String> names, Session session) {
        Map<String, Lease> taken = new HashMap<>();
        for (List<String> some : Iterables.partition(new LinkedHashSet<>(names), StateStore.MAX_WRITES)) {
            taken.putAll(acquire(some, session));
        }
        return taken;
    }

    private Map<String, Lease> acquire(List<String> names, Session session) {
        List<Lease> taking = new ArrayList<>();
        try {
            Map<String, Lease> taken = commits.execute("acquire leases", () -> decide(names, session, taking));
            taken.values().forEach(lease -> uncertain.remove(lease.key(), lease));
            return taken;
        } catch (WeirflowException e) {
            if (Commits.mayHaveTakenEffect(e)) {
                taking.forEach(lease -> uncertain.put(lease.key(), lease));
            }
            throw e;
        }
    }

    private Commits.Decision<Map<String, Lease>> decide(List<String> names, Session session, List<Lease> taking) {
        taking.clear();
        Map<StateKey, StateRecord> found =
                store.getAll(names.stream().map(this::key).toList());
        Set<String> ended = ended(found.values());
        CommitId id = CommitId.random();
        Map<String, Lease> had = new HashMap<>();
        Map<String, Lease> taken = new HashMap<>();
        List<Write> writes = new ArrayList<>();
        for (String name : names) {
            StateKey key = key(name);
            Optional<StateRecord> record = Optional.ofNullable(found.get(key));
            Optional<LeaseRecord> current = record.map(LeaseRecord::read);
            Optional<Lease> own = record.flatMap(this::own).filter(lease -> lease.session() == session);
            if (own.isPresent()) {
                had.put(name, own.get());
            } else if (current.isEmpty()
                    || current.get().isFree()
                    || ended.contains(current.get().session())) {
                long token = current.map(LeaseRecord::token).orElse(0L) + 1;
                writes.add(
                        new Write.Put(key, new LeaseRecord(token, session.id()).value(), Condition.unchanged(record)));
                taken.put(name, new Lease(commits, name, session, key, token, id));
            }
        }
        if (writes.isEmpty()) {
            return Commits.nothing(had);
        }
        taking.addAll(taken.values());
        had.putAll(taken);
        return Commits.commit(new Commit(id, writes), had);
    }

    private StateKey key(String name) {
        return new StateKey(namespace + "/lease/" + name, "lease");
    }

    /** Returns the lease of an earlier taking that was not known to have had effect, but has. */
    private Optional<Lease> own(StateRecord record) {
        Lease lease = uncertain.get(record.key());
        if (lease != null && !lease.version().equals(record.version())) {
            uncertain.remove(record.key(), lease);
            return Optional.empty();
        }
        return Optional.ofNullable(lease);
    }

    /** Returns which of the sessions that hold leases have ended. */
    private Set<String> ended(Collection<StateRecord> records) {
        Set<String> holders = new HashSet<>();
        for (StateRecord record : records) {
            LeaseRecord lease = LeaseRecord.read(record);
            if (!lease.isFree()) {
                holders.add(lease.session());
            }
        }
        return holders.isEmpty() ? Set.of() : sessions.ended(holders);
    }

    /**
     * Gives up several leases and removes their records, as {@link Lease#retire} does one, with a commit for each hundred.
     *
     * @throws io.weirflow.base.WeirflowException if the store fails; those that are left then end with their session
     */
    public void retireAll(Collection<Lease> leases) {
        for (List<Lease> some : Iterables.partition(leases, StateStore.MAX_WRITES)) {
            List<Write> writes =
                    some.stream().map(Lease::retiring).flatMap(Optional::stream).toList();
            if (!writes.isEmpty() && commits.send(Commit.of(writes)).isPresent()) {
                // Some are not held any more, which does not concern the others.
                writes.forEach(write -> commits.send(Commit.of(write)).ifPresent(conflict -> {}));
            }
        }
    }

    /** Waits for a lease, at most for the given time; looks when it was released in this process, and at the poll interval. */
    public Optional<Lease> acquire(String name, Session session, Duration limit, Duration pollInterval) {
        Signal released = new Signal();
        try (StateStore.Watch watch = store.watch(namespace + "/lease/" + name, released::raise)) {
            Objects.requireNonNull(watch);
            return released.awaitFor(limit, pollInterval, Ticker.systemTicker(), () -> tryAcquire(name, session));
        }
    }
}
