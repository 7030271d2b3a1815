package io.weirflow.backend.file;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import io.weirflow.store.Commit;
import io.weirflow.store.CommitId;
import io.weirflow.store.Conflict;
import io.weirflow.store.RecentCommits;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets commits of several threads share a transaction, and so a wait for the disk. Whoever comes while nobody writes leads: it
 * executes, in one transaction, all that queued up until the database was its own. The others wait for it, or for their
 * turn to lead. A thread alone pays nothing.
 */
final class GroupCommit {
    private static final int MOST_COMMITS = 100;
    private static final long MOST_BYTES = 4 << 20;

    private final Database database;
    private final Queue<PendingCommit> queue = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean led = new AtomicBoolean();
    /** Used by the leader alone. */
    private final RecentCommits recent = new RecentCommits();

    GroupCommit(Database database) {
        this.database = database;
    }

    /** Executes a commit as the state store's contract demands. */
    Optional<Conflict> execute(Commit commit) {
        if (Thread.currentThread().isInterrupted()) {
            throw canceled(commit);
        }
        PendingCommit mine = new PendingCommit(commit, Thread.currentThread());
        queue.add(mine);
        boolean interrupted = false;
        while (!mine.isDone()) {
            if (led.compareAndSet(false, true)) {
                try {
                    if (!mine.isDone()) {
                        lead(mine);
                    }
                } finally {
                    led.set(false);
                    wakeNext();
                }
            } else {
                mine.await();
                if (Thread.interrupted()) {
                    interrupted = true;
                    if (queue.remove(mine)) {
                        mine.fail(canceled(commit).failure());
                        if (!led.get()) {
                            wakeNext();
                        }
                    }
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return mine.result();
    }

    private static WeirflowException canceled(Commit commit) {
        return WeirflowException.of(
                ErrorKind.CANCELED, "commit", "interrupted before anything was written", commit.id());
    }

    private void wakeNext() {
        PendingCommit next = queue.peek();
        if (next != null) {
            next.wake();
        }
    }

    private void lead(PendingCommit mine) {
        List<PendingCommit> batch = new ArrayList<>();
        try {
            write(batch, true);
        } catch (WeirflowException e) {
            if (batch.isEmpty()) {
                failQueued(mine, e.failure());
            } else if (batch.size() == 1 || e.is(ErrorKind.OUTCOME_UNKNOWN)) {
                batch.forEach(pending -> pending.fail(e.failure()));
            } else {
                batch.forEach(this::writeAlone);
            }
        } finally {
            batch.forEach(PendingCommit::failIfOpen);
        }
    }

    /** The database could not be had: for an interrupt of this thread alone, else for all who wait for it. */
    private void failQueued(PendingCommit mine, Failure failure) {
        if (failure.is(ErrorKind.CANCELED)) {
            queue.remove(mine);
            mine.fail(failure);
            return;
        }
        for (PendingCommit pending = queue.poll(); pending != null; pending = queue.poll()) {
            pending.fail(failure);
        }
    }

    private void writeAlone(PendingCommit pending) {
        try {
            write(new ArrayList<>(List.of(pending)), false);
        } catch (WeirflowException e) {
            pending.fail(e.failure());
        }
    }

    private void write(List<PendingCommit> batch, boolean drain) {
        List<Optional<Conflict>> conflicts = database.write("commit", session -> {
            if (drain) {
                drain(batch);
            }
            return apply(batch, new CommitWriter(session));
        });
        for (int i = 0; i < batch.size(); i++) {
            if (conflicts.get(i).isEmpty()) {
                recent.add(batch.get(i).commit().id());
            }
            batch.get(i).finish(conflicts.get(i));
        }
    }

    private void drain(List<PendingCommit> batch) {
        long bytes = 0;
        while (batch.size() < MOST_COMMITS && bytes < MOST_BYTES) {
            PendingCommit next = queue.poll();
            if (next == null) {
                return;
            }
            batch.add(next);
            bytes += next.commit().bytes();
        }
    }

    private List<Optional<Conflict>> apply(List<PendingCommit> batch, CommitWriter writer) throws SQLException {
        List<Optional<Conflict>> conflicts = new ArrayList<>();
        Set<CommitId> applied = new HashSet<>();
        for (PendingCommit pending : batch) {
            CommitId id = pending.commit().id();
            boolean before = recent.contains(id) || applied.contains(id);
            Optional<Conflict> conflict = before ? Optional.empty() : writer.write(pending.commit());
            if (conflict.isEmpty()) {
                applied.add(id);
            }
            conflicts.add(conflict);
        }
        return conflicts;
    }
}
