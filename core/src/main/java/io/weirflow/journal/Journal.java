package io.weirflow.journal;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.store.CommitId;
import io.weirflow.store.Commits;
import io.weirflow.store.StateStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Histories: append-only lists of events, each with a name, kept in a state store and shared by processes. What one append adds
 * is one {@link JournalEntry} in one record, seen whole or not at all. Thread-safe.
 *
 * <h2>Names</h2>
 *
 * The name of a history has 1 to 512 bytes in UTF-8 and no control characters. A history exists from its first append until it is
 * deleted, and may then be begun again under the same name. Histories cannot be listed: whoever needs a list keeps an index,
 * changed in the same commit ({@link #append(List)}).
 *
 * <h2>Failures</h2>
 *
 * An append that others were faster than fails with a {@link VersionConflictException}. An append whose reply was lost is sent
 * again until it is known whether it took effect, which the store recognises by its id; only if the store cannot be reached for
 * seconds it fails with kind OUTCOME_UNKNOWN, and then {@link #append(String, Version, CommitId, List)} with the same id finishes it
 * at any later time. All other kinds are the store's and mean that nothing happened.
 *
 * <h2>Cost</h2>
 *
 * An append at a version is one commit of one record, with a check of the one before; without a version it is preceded by a read
 * of one record. Neither depends on the length of the history. Reading costs a request for each 64 to 100 entries.
 */
public final class Journal {
    /** How long the entries of a deleted history are kept. */
    public static final Duration ENTRIES_KEPT = Duration.ofDays(15);

    /** How long it is remembered that a history was deleted. */
    public static final Duration DELETION_KEPT = Duration.ofDays(30);

    private final Commits commits;
    private final String namespace;
    private final Clock clock;
    private final Appender appender;

    private Journal(StateStore store, String namespace, Clock clock) {
        this.commits = Commits.on(store);
        this.namespace = namespace;
        this.clock = clock;
        this.appender = new Appender(commits, namespace, clock);
    }

    /** Returns the histories of a namespace in a store. */
    public static Journal of(StateStore store, String namespace) {
        return of(store, namespace, Clock.systemUTC());
    }

    /** Returns the histories of a namespace; the clock dates entries and judges what is old enough to be removed. */
    public static Journal of(StateStore store, String namespace, Clock clock) {
        return new Journal(store, namespace, clock);
    }

    /**
     * Appends an entry; without events does nothing.
     *
     * @return the version of the history afterwards
     * @throws VersionConflictException if the history is not at the expected version, or was changed at the same time
     * @throws WeirflowException of kind TOO_MANY_TRIES if it was changed at the same time at each of six tries; of kind INVALID if
     *     the events are too large or the name cannot be used
     */
    public Version append(String history, Expect expect, List<Event> events) {
        return expect.make(() -> {
            Head head = expect instanceof Expect.At at ? Head.at(at.version()) : readHead(history);
            return events.isEmpty()
                    ? unchanged(history, expect, head.version())
                    : appender.append(head, new Append(history, head.version(), events), CommitId.random());
        });
    }

    private Version unchanged(String history, Expect expect, Version version) {
        if (expect instanceof Expect.At) {
            Appender.check(history, head(history), version);
        }
        return version;
    }

    /**
     * Appends an entry with an identity that the caller has chosen and kept, so that it can be asked for again after a crash: if the
     * entry was appended before, nothing happens.
     *
     * @param events at least one
     * @throws WeirflowException of kind PRECONDITION if an entry of this identity was appended with other events; otherwise as
     *     {@link #append(String, Expect, List)}
     */
    public Version append(String history, Version expected, CommitId id, List<Event> events) {
        return appender.appendOnce(new Append(history, expected, events), id);
    }

    /**
     * Appends entries to several histories, all or nothing. They have one identity.
     *
     * @param appends 1 to 50, of different histories, together at most 3.5 MiB
     * @return the entries, in the same order
     * @throws VersionConflictException for the first history that is not at its expected version
     */
    public List<JournalEntry> append(List<Append> appends) {
        return appender.append(
                appends.stream().map(append -> Head.at(append.expected())).toList(), appends, CommitId.random());
    }

    /** Returns the version of a history; the epoch if it does not exist or was deleted. Reads one record. */
    public Version head(String history) {
        return readHead(history).version();
    }

    private Head readHead(String history) {
        return Head.of(commits.store(), keys(history));
    }

    /**
     * Returns the entries after a version up to the end at about the time of the call, fetched as the iterator advances. After the
     * epoch come all that are visible. A history that does not exist or was deleted has none.
     *
     * @throws WeirflowException of kind PRECONDITION if the history exists but has no such version any more: read it from the
     *     epoch. From the iterator's methods also kind TEMPORARY, if the history is trimmed or deleted meanwhile, and INTEGRITY
     */
    public Iterator<JournalEntry> find(String history, Version after) {
        if (after.isEpoch()) {
            return reader(history).read(false).entries();
        }
        return since(history, after).orElseGet(() -> {
            Version head = head(history);
            if (!head.isEpoch()) {
                throw WeirflowException.of(
                        ErrorKind.PRECONDITION,
                        "read history",
                        "it has no version " + after + " any more, it is at " + head + ": read it from its beginning",
                        history);
            }
            return Collections.emptyIterator();
        });
    }

    /**
     * Returns the entries after a version, as {@link #find}; nothing if the history does not have the version any more.
     *
     * @param after not the epoch
     */
    public Optional<Iterator<JournalEntry>> since(String history, Version after) {
        return reader(history).after(after);
    }

    /** Reads a history from its last snapshot on, or from its visible beginning if there is none. */
    public History read(String history) {
        return reader(history).read(true);
    }

    /** Reads a history from its visible beginning on. */
    public History readAll(String history) {
        return reader(history).read(false);
    }

    private HistoryReader reader(String history) {
        return new HistoryReader(commits.store(), keys(history));
    }

    /**
     * Keeps what the entries up to a version amount to, from where {@link #read} then starts. Entries stay.
     *
     * @return false if the history has no such version, or a later snapshot
     */
    public boolean snapshot(String history, StoredSnapshot snapshot) {
        return snapshot.keep(commits, keys(history));
    }

    /**
     * Deletes a history. It reads as empty at once; its records are removed by {@link #sweep} after {@link #ENTRIES_KEPT}. To delete
     * what does not exist does nothing.
     *
     * @throws VersionConflictException if it exists at another version than expected, or was changed at the same time
     */
    public void delete(String history, Expect expect) {
        expect.make(() -> {
            Head head = expect instanceof Expect.At at ? Head.at(at.version()) : readHead(history);
            if (head.version().isEpoch() || appender.end(history, head)) {
                return Version.EPOCH;
            }
            Version found = head(history);
            if (!found.isEpoch()) {
                throw new VersionConflictException(history, found, head.version());
            }
            return found;
        });
    }

    /**
     * Advances the visible beginning of a history by a policy, and removes what was hidden long enough. A crash at any moment leaves
     * work for the next call. The cost depends on what is removed and on how far from the end the policy finds a beginning.
     *
     * @return the version after which entries are visible
     */
    public Version trim(String history, TrimPolicy policy) {
        return new Trimmer(commits, keys(history), clock).trim(policy);
    }

    /**
     * Removes records of deleted histories that are old enough. To be called repeatedly, as a chore of a sweeper, about once an hour;
     * harmless when several processes do it.
     *
     * @return whether there may be more to do at once
     */
    public boolean sweep() {
        return new Removals(commits, namespace, clock).sweep();
    }

    /** Calls back some time after this process has changed a history; a hint, see {@link StateStore#watch}. */
    public StateStore.Watch watch(String history, Runnable action) {
        return commits.store().watch(keys(history).partition(), action);
    }

    private HistoryKeys keys(String history) {
        return HistoryKeys.of(namespace, history);
    }
}
