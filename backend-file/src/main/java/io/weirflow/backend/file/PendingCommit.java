package io.weirflow.backend.file;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import io.weirflow.store.Commit;
import io.weirflow.store.Conflict;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A commit that a thread waits for. Finished once, by any thread. */
final class PendingCommit {
    private final Commit commit;
    private final Thread thread;
    private Optional<Conflict> conflict = Optional.empty();
    private @Nullable Failure failure;
    private volatile boolean done;

    PendingCommit(Commit commit, Thread thread) {
        this.commit = commit;
        this.thread = thread;
    }

    Commit commit() {
        return commit;
    }

    boolean isDone() {
        return done;
    }

    /** Waits, in the commit's own thread, until it is done, woken or interrupted; may return for no reason. */
    void await() {
        if (!done) {
            LockSupport.park(this);
        }
    }

    void wake() {
        LockSupport.unpark(thread);
    }

    void finish(Optional<Conflict> found) {
        conflict = found;
        done = true;
        wake();
    }

    void fail(Failure found) {
        failure = found;
        done = true;
        wake();
    }

    /** Ends the waiting for a commit that its leader abandoned, which happens only by a defect of the leader. */
    void failIfOpen() {
        if (!done) {
            fail(Failure.of(ErrorKind.OUTCOME_UNKNOWN, "commit", "the thread that wrote it failed", commit.id()));
        }
    }

    Optional<Conflict> result() {
        if (failure != null) {
            throw new WeirflowException(failure);
        }
        return conflict;
    }
}
