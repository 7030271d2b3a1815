package io.weirflow.store.lease;

import com.google.common.base.Ticker;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Ulid;
import io.weirflow.base.WeirflowException;
import io.weirflow.store.Commit;
import io.weirflow.store.Commits;
import io.weirflow.store.Condition;
import io.weirflow.store.Scan;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The sessions of a namespace. One object observes: it remembers what it saw of each session since it was created. Thread-safe.
 *
 * <p>A session that has ended never comes back, since each has an identity of its own. So whoever finds that a session has
 * ended may take over what refers to it, at any later time, without asking again.
 */
public final class Sessions {
    private final Commits commits;
    private final SessionRecords records;
    private final Clock clock;
    private final Ticker ticker;
    private final Observations observations;

    private Sessions(StateStore store, String namespace, Clock clock, Ticker ticker) {
        this.commits = Commits.on(store);
        this.records = new SessionRecords(namespace);
        this.clock = clock;
        this.ticker = ticker;
        this.observations = new Observations(ticker);
    }

    /** Returns the sessions of a namespace in a store. */
    public static Sessions of(StateStore store, String namespace) {
        return of(store, namespace, Clock.systemUTC(), Ticker.systemTicker());
    }

    /** Returns the sessions of a namespace; the clock is for display, the ticker measures times to live. */
    public static Sessions of(StateStore store, String namespace, Clock clock, Ticker ticker) {
        return new Sessions(store, namespace, clock, ticker);
    }

    /**
     * Opens a session that renews itself on a thread of its own, three times in its time to live. The caller closes it.
     *
     * @param holder a name for people; need not be unique
     * @param ttl how long it lives after its last renewal; at least 50 milliseconds, 10 seconds being usual
     */
    public Session open(String holder, Duration ttl) {
        Session session = openUnrenewed(holder, ttl);
        session.keepRenewing();
        return session;
    }

    /** Opens a session that lives only as long as the caller calls {@link Session#renew}. */
    public Session openUnrenewed(String holder, Duration ttl) {
        SessionRecords.checkTtl(ttl);
        String id = Ulid.random(clock).toString();
        Commit opening = Commit.builder()
                .put(records.session(id), SessionRecords.sessionValue(holder, ttl, clock.instant()), Condition.absent())
                .put(records.beat(id), SessionRecords.beatValue(ttl, clock.instant()), Condition.absent())
                .build();
        long sentAt = ticker.read();
        commits.send(opening).ifPresent(conflict -> {
            throw WeirflowException.of(ErrorKind.FATAL, "open session", "its identity is in use", id);
        });
        return new Session(commits, records, clock, ticker, id, ttl, opening.id(), sentAt);
    }

    /** Returns the sessions that have not ended, in the order of their identities. Its cost grows with their number. */
    public List<SessionInfo> list() {
        Map<String, StateRecord> beats = new HashMap<>();
        List<SessionInfo> sessions = new ArrayList<>();
        scan(SessionRecords.BEAT).forEach(beat -> beats.put(SessionRecords.id(beat.key()), beat));
        for (StateRecord session : scan(SessionRecords.SESSION)) {
            StateRecord beat = beats.get(SessionRecords.id(session.key()));
            if (beat != null) {
                sessions.add(SessionRecords.info(session, beat));
            }
        }
        return sessions;
    }

    /**
     * Returns those of the given sessions that have ended. What refers to a session must have been read before this is called.
     */
    public Set<String> ended(Collection<String> ids) {
        Map<StateKey, String> keys = new HashMap<>();
        ids.forEach(id -> keys.put(records.session(id), id));
        Set<String> ended = new HashSet<>(keys.values());
        commits.store().getAll(keys.keySet()).keySet().forEach(key -> ended.remove(keys.get(key)));
        return ended;
    }

    /**
     * Ends the sessions whose beat this object has seen unchanged for their time to live. To be called repeatedly, as a chore of
     * a sweeper; harmless when several observers do it. Its cost grows with the number of sessions that have not ended.
     *
     * @return the sessions that this call has ended
     */
    public List<String> sweep() {
        List<String> ended = new ArrayList<>();
        List<StateRecord> beats = scan(SessionRecords.BEAT);
        for (StateRecord beat : beats) {
            Duration unchanged = observations.unchangedFor(beat);
            if (unchanged.compareTo(SessionRecords.ttl(beat)) >= 0 && end(beat)) {
                ended.add(SessionRecords.id(beat.key()));
            }
        }
        observations.retain(beats.stream().map(StateRecord::key).toList());
        return ended;
    }

    private boolean end(StateRecord beat) {
        Commit ending = Commit.builder()
                .delete(beat.key(), Condition.unchanged(beat))
                .delete(records.session(SessionRecords.id(beat.key())), Condition.any())
                .build();
        return commits.send(ending).isEmpty();
    }

    private List<StateRecord> scan(String prefix) {
        List<StateRecord> found = new ArrayList<>();
        commits.store()
                .scanAll(Scan.of(records.partition()).prefix(prefix).limit(StateStore.MAX_SCAN))
                .forEachRemaining(found::add);
        return found;
    }
}
