package io.weirflow.store.lease;

import com.google.common.base.Ticker;
import io.weirflow.base.WeirflowException;
import io.weirflow.store.Commit;
import io.weirflow.store.CommitId;
import io.weirflow.store.Commits;
import io.weirflow.store.Condition;
import io.weirflow.store.Conflict;
import io.weirflow.store.Write;
import io.weirflow.store.loop.PollLoop;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The life of a process as others see it: what the process holds refers to its session and ends with it. It must be renewed
 * within its time to live. Thread-safe.
 */
public final class Session implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Session.class.getName());
    private static final int RENEWALS_PER_TTL = 3;

    private enum End {
        LOST,
        CLOSED
    }

    private final Commits commits;
    private final SessionRecords records;
    private final Clock clock;
    private final Ticker ticker;
    private final String id;
    private final Duration ttl;
    private final CommitId opened;
    private final AtomicBoolean renewing = new AtomicBoolean();
    private final AtomicReference<@Nullable End> end = new AtomicReference<>();
    private final List<Runnable> lossListeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable PollLoop renewal;
    /** The version of the beat; written by who has {@code renewing}. */
    private CommitId beat;
    /** A renewal whose outcome is not known; written by who has {@code renewing}. */
    private @Nullable Commit pending;
    /** When the last renewal that succeeded was sent. */
    private volatile long renewedAt;

    Session(
            Commits commits,
            SessionRecords records,
            Clock clock,
            Ticker ticker,
            String id,
            Duration ttl,
            CommitId opened,
            long sentAt) {
        this.commits = commits;
        this.records = records;
        this.clock = clock;
        this.ticker = ticker;
        this.id = id;
        this.ttl = ttl;
        this.opened = opened;
        this.beat = opened;
        this.renewedAt = sentAt;
    }

    /** Starts to renew in the background until the session ends. */
    void keepRenewing() {
        renewal = PollLoop.start("renewal of session " + id, ttl.dividedBy(RENEWALS_PER_TTL), () -> {
            renew();
            return false;
        });
    }

    /** Returns its identity, unique for ever. */
    public String id() {
        return id;
    }

    /** Returns how long it lives without being renewed. */
    public Duration ttl() {
        return ttl;
    }

    /** Returns what this process knows about it, without asking the store. */
    public SessionState state() {
        End ended = end.get();
        if (ended != null) {
            return ended == End.LOST ? SessionState.LOST : SessionState.CLOSED;
        }
        return ticker.read() - renewedAt < ttl.toNanos() ? SessionState.ALIVE : SessionState.DOUBTFUL;
    }

    /** Tells whether no observer can have ended it yet. */
    public boolean isAlive() {
        return state() == SessionState.ALIVE;
    }

    /**
     * Returns a check for a commit, which fails once the session has ended. It does not meet with renewals. On some stores,
     * commits at the same time that check the same record hinder each other: where the commit already depends on a record
     * that whoever takes over changes first, this check adds nothing.
     */
    public Write check() {
        return new Write.Check(records.session(id), Condition.at(opened));
    }

    /**
     * Renews it once, unless that is already being done. Not needed for a session that renews itself.
     *
     * @return the state afterwards
     * @throws WeirflowException if the store fails; the session may be renewed again
     */
    public SessionState renew() {
        if (end.get() == null && renewing.compareAndSet(false, true)) {
            try {
                renewNow();
            } finally {
                renewing.set(false);
            }
        }
        return state();
    }

    private void renewNow() {
        Commit earlier = pending;
        if (earlier != null) {
            // Only when it is known what became of it can the next beat be put after it.
            settle(earlier, commits.send(earlier), renewedAt);
        }
        if (end.get() == null) {
            Commit next = Commit.builder()
                    .put(records.beat(id), SessionRecords.beatValue(ttl, clock.instant()), Condition.at(beat))
                    .add(check())
                    .build();
            pending = next;
            long sentAt = ticker.read();
            settle(next, commits.send(next), sentAt);
        }
    }

    private void settle(Commit commit, Optional<Conflict> conflict, long sentAt) {
        pending = null;
        if (conflict.isPresent()) {
            lose();
        } else {
            beat = commit.id();
            renewedAt = sentAt;
        }
    }

    private void lose() {
        if (end.compareAndSet(null, End.LOST)) {
            stopRenewal();
            lossListeners.forEach(Session::call);
        }
    }

    private void stopRenewal() {
        PollLoop loop = renewal;
        if (loop != null) {
            loop.close();
        }
    }

    /**
     * Calls back once when it is found that somebody ended the session; at once if that was found before. Not called when it is
     * closed. The action runs on the renewing thread and must be quick.
     */
    public void onLoss(Runnable action) {
        AtomicBoolean called = new AtomicBoolean();
        Runnable once = () -> {
            if (called.compareAndSet(false, true)) {
                action.run();
            }
        };
        lossListeners.add(once);
        if (end.get() == End.LOST) {
            call(once);
        }
    }

    private static void call(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "a listener to the loss of a session failed", e);
        }
    }

    /**
     * Ends the session, and with it everything that refers to it, so that others can take over without waiting. If the
     * store cannot be reached, the others find out by themselves. Idempotent.
     */
    @Override
    public void close() {
        if (!end.compareAndSet(null, End.CLOSED)) {
            return;
        }
        stopRenewal();
        try {
            Commit ending = Commit.builder()
                    .delete(records.session(id), Condition.any())
                    .delete(records.beat(id), Condition.any())
                    .build();
            if (commits.send(ending).isPresent()) {
                throw new AssertionError("a commit without conditions had a conflict");
            }
        } catch (WeirflowException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> "session " + id + " was left to end by itself: " + e.failure());
        }
    }

    @Override
    public String toString() {
        return "session " + id + ", " + state();
    }
}
