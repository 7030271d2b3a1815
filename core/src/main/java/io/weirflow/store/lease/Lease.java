package io.weirflow.store.lease;

import io.weirflow.store.Commit;
import io.weirflow.store.CommitId;
import io.weirflow.store.Commits;
import io.weirflow.store.Condition;
import io.weirflow.store.StateKey;
import io.weirflow.store.Write;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The right to something with a name, until it is released or its session ends. Thread-safe.
 *
 * <p>Whoever commits something in the right of a lease adds {@link #check}: it fails once another has taken over, even if this
 * process has not found out. Whoever acts on something outside the store passes the {@link #token} along, which grows with each
 * holder, so that the other side can refuse lower ones; or acts only while {@link #isHeld}.
 */
public final class Lease implements AutoCloseable {
    private final Commits commits;
    private final String name;
    private final Session session;
    private final StateKey key;
    private final long token;
    private final CommitId version;
    private final AtomicBoolean released = new AtomicBoolean();

    Lease(Commits commits, String name, Session session, StateKey key, long token, CommitId version) {
        this.commits = commits;
        this.name = name;
        this.session = session;
        this.key = key;
        this.token = token;
        this.version = version;
    }

    /** Returns what it is the right to. */
    public String name() {
        return name;
    }

    /** Returns the fencing token: higher than that of all earlier holders of this name. */
    public long token() {
        return token;
    }

    /** Returns the session that holds it. */
    public Session session() {
        return session;
    }

    /** Returns a check for a commit, which fails once the lease was released or taken over. Renewals do not disturb it. */
    public Write check() {
        return new Write.Check(key, Condition.at(version));
    }

    StateKey key() {
        return key;
    }

    CommitId version() {
        return version;
    }

    /** Tells, without asking the store, whether nobody can have taken over yet: not released, and its session alive. */
    public boolean isHeld() {
        return !released.get() && session.isAlive();
    }

    /**
     * Gives it up. The record with the token stays. Returns false if it was not held any more. Idempotent.
     *
     * @throws io.weirflow.base.WeirflowException if the store fails; it then ends with its session
     */
    public boolean release() {
        return end(new Write.Put(key, LeaseRecord.free(token).value(), Condition.at(version)));
    }

    /**
     * Gives it up and removes its record, for names that are not used again: the token of a later holder starts at one, so
     * only for leases whose token nobody compares. Otherwise as {@link #release}.
     */
    public boolean retire() {
        return end(new Write.Delete(key, Condition.at(version)));
    }

    private boolean end(Write write) {
        return released.compareAndSet(false, true)
                && commits.send(Commit.of(write)).isEmpty();
    }

    /** Returns the write that retires it, and takes it for released; empty if it was released before. */
    Optional<Write> retiring() {
        boolean first = released.compareAndSet(false, true);
        return first ? Optional.of(new Write.Delete(key, Condition.at(version))) : Optional.empty();
    }

    /** Releases it. */
    @Override
    public void close() {
        boolean wasHeld = release();
        if (!wasHeld) {
            System.getLogger(Lease.class.getName())
                    .log(System.Logger.Level.DEBUG, "lease {0} was not held any more when it was closed", name);
        }
    }

    @Override
    public String toString() {
        return "lease " + name + ", token " + token + ", " + session;
    }
}
