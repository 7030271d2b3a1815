package io.weirflow.journal.aggregate;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.collect.Iterators;
import io.weirflow.base.WeirflowException;
import io.weirflow.journal.Append;
import io.weirflow.journal.Event;
import io.weirflow.journal.Expect;
import io.weirflow.journal.History;
import io.weirflow.journal.Journal;
import io.weirflow.journal.JournalEntry;
import io.weirflow.journal.StoredSnapshot;
import io.weirflow.journal.Version;
import io.weirflow.journal.VersionConflictException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Aggregates of one kind: things with an identity whose state is what their events amount to, changed by commands. Each is a history
 * of a journal. Commands of many processes at once are decided one after the other. Thread-safe.
 *
 * <p>A command costs a read of what was appended since this object last saw the aggregate, and a commit if it leads to events. States
 * are remembered within bounds, and checked to be still those of the history.
 *
 * @param <S> the state
 * @param <C> the commands
 */
public final class Aggregates<S, C> {
    private static final System.Logger LOG = System.getLogger(Aggregates.class.getName());

    private final Journal journal;
    private final String kind;
    private final Behavior<S, C> behavior;
    private final AggregateOptions options;
    private final Cache<String, Held<S>> cache;

    /** A state, and how many entries ago there was a snapshot. */
    private record Held<S>(S state, Version version, long sinceSnapshot) {}

    private Aggregates(Journal journal, String kind, Behavior<S, C> behavior, AggregateOptions options) {
        this.journal = journal;
        this.kind = kind;
        this.behavior = behavior;
        this.options = options;
        this.cache =
                CacheBuilder.newBuilder().maximumSize(options.cachedStates()).build();
    }

    /**
     * Returns the aggregates of a kind.
     *
     * @param kind what keeps their histories apart from others in the journal
     */
    public static <S, C> Aggregates<S, C> of(
            Journal journal, String kind, Behavior<S, C> behavior, AggregateOptions options) {
        return new Aggregates<>(journal, kind, behavior, options);
    }

    /** Returns the name of the history of an aggregate. */
    public String history(String id) {
        return kind + "/" + id;
    }

    /** Returns the newest state of an aggregate; the initial one at the epoch if there are no events. */
    public Versioned<S> find(String id) {
        Held<S> held = load(id);
        return new Versioned<>(held.state, held.version);
    }

    /**
     * Decides a command and appends its events.
     *
     * @throws VersionConflictException if the aggregate is not at the expected version, whatever the command; or was changed at the
     *     same time
     * @throws WeirflowException of kind TOO_MANY_TRIES if it was changed at the same time at each of six tries; what the behavior
     *     throws, as it is
     */
    public Told<S> tell(String id, Expect expect, C command) {
        return expect.make(() -> tellOnce(id, expect, command));
    }

    private Told<S> tellOnce(String id, Expect expect, C command) {
        Planned<S> planned = plan(id, expect, command);
        if (planned.append().isEmpty()) {
            return new Told<>(planned.before().state(), planned.before().version(), false);
        }
        JournalEntry entry = journal.append(List.of(planned.append().get())).get(0);
        Versioned<S> after = appended(id, planned, entry);
        return new Told<>(after.state(), after.version(), true);
    }

    /**
     * Decides a command without appending its events, for {@link Journal#append(List)} with those of other aggregates. If that
     * succeeds, {@link #appended} may be called.
     *
     * @throws VersionConflictException if the aggregate is not at the expected version
     */
    public Planned<S> plan(String id, Expect expect, C command) {
        Held<S> held = load(id);
        if (expect instanceof Expect.At at && !at.version().equals(held.version)) {
            throw new VersionConflictException(history(id), held.version, at.version());
        }
        List<Event> events = behavior.tell(held.state, command);
        return new Planned<>(
                new Versioned<>(held.state, held.version),
                events.isEmpty() ? Optional.empty() : Optional.of(new Append(history(id), held.version, events)));
    }

    /** Notes that what was planned was appended, which saves reading it. Returns the state afterwards. */
    public Versioned<S> appended(String id, Planned<S> planned, JournalEntry entry) {
        Held<S> known = cache.getIfPresent(id);
        long before = known != null && known.version.equals(planned.before().version()) ? known.sinceSnapshot : 0;
        S state = behavior.advance(planned.before().state(), Iterators.singletonIterator(entry));
        remember(id, new Held<>(state, entry.version(), before + 1));
        return new Versioned<>(state, entry.version());
    }

    /**
     * Deletes an aggregate if a command, which must not lead to events, is allowed. What does not exist is left so.
     *
     * @throws VersionConflictException if it exists at another version than expected
     */
    public void delete(String id, Expect expect, C permission) {
        expect.make(() -> {
            Planned<S> planned = plan(id, expect, permission);
            if (planned.append().isPresent()) {
                throw new IllegalArgumentException("a command that permits a deletion leads to no events");
            }
            journal.delete(history(id), Expect.version(planned.before().version()));
            cache.invalidate(id);
            return true;
        });
    }

    private Held<S> load(String id) {
        Held<S> known = cache.getIfPresent(id);
        Optional<Iterator<JournalEntry>> since =
                known == null ? Optional.empty() : journal.since(history(id), known.version);
        if (known != null && since.isPresent()) {
            return since.get().hasNext() ? remember(id, advance(known, since.get())) : known;
        }
        cache.invalidate(id);
        Held<S> loaded = read(id);
        return loaded.version.isEpoch() ? loaded : remember(id, loaded);
    }

    private Held<S> read(String id) {
        History history = journal.read(history(id));
        Optional<S> restored = history.snapshot().flatMap(snapshot -> restore(id, snapshot));
        if (history.snapshot().isPresent() && restored.isEmpty()) {
            history = journal.readAll(history(id));
        }
        Version start = history.head().isEpoch() ? Version.EPOCH : history.start();
        return advance(new Held<>(restored.orElseGet(() -> behavior.initial(id)), start, 0), history.entries());
    }

    private Optional<S> restore(String id, StoredSnapshot snapshot) {
        return behavior.snapshots().flatMap(format -> format.read(id, snapshot.state()));
    }

    private Held<S> advance(Held<S> held, Iterator<JournalEntry> entries) {
        Counting counting = new Counting(entries, held.version);
        S state = behavior.advance(held.state, counting);
        counting.forEachRemaining(entry -> {});
        return new Held<>(state, counting.last, held.sinceSnapshot + counting.count);
    }

    private Held<S> remember(String id, Held<S> held) {
        Held<S> kept = held;
        if (held.sinceSnapshot >= options.snapshotEvery()
                && behavior.snapshots().isPresent()) {
            takeSnapshot(id, held, behavior.snapshots().get());
            kept = new Held<>(held.state, held.version, 0);
        }
        cache.put(id, kept);
        return kept;
    }

    private void takeSnapshot(String id, Held<S> held, SnapshotFormat<S> format) {
        try {
            boolean taken = journal.snapshot(history(id), new StoredSnapshot(held.version, format.write(held.state)));
            LOG.log(System.Logger.Level.TRACE, "snapshot of {0} at {1}: {2}", id, held.version, taken);
        } catch (WeirflowException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> "no snapshot of " + id + " was taken: " + e.failure());
        }
    }

    /** Remembers the last entry that was read. */
    private static final class Counting implements Iterator<JournalEntry> {
        private final Iterator<JournalEntry> entries;
        private Version last;
        private long count;

        Counting(Iterator<JournalEntry> entries, Version start) {
            this.entries = entries;
            this.last = start;
        }

        @Override
        public boolean hasNext() {
            return entries.hasNext();
        }

        @Override
        public JournalEntry next() {
            JournalEntry entry = entries.next();
            last = entry.version();
            count++;
            return entry;
        }
    }
}
