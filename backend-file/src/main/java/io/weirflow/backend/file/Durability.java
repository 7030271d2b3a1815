package io.weirflow.backend.file;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import java.io.IOException;
import java.io.SyncFailedException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Knows which blobs were put since the last flush. Thread-safe; its own lock is held for memory alone, so that puts go on
 * during a flush, and two flushes at once do some work twice.
 *
 * <p>After an error of the disk every later flush fails as well: the system drops pages that it could not write, and would
 * report success the second time.
 */
final class Durability {
    private final Syncer syncer;
    private final Object lock = new Object();
    private List<Digest> unflushed = new ArrayList<>();
    private long flushedCount;
    private int underWay;
    private long generation;
    private boolean marked;
    private @Nullable WeirflowException failed;

    Durability(Syncer syncer) {
        this.syncer = syncer;
    }

    /** Announces a put, which MUST end by {@link #ended}. Marks the session before anything becomes visible. */
    void begins(WriteSession session) throws IOException {
        long toMark;
        boolean mark;
        synchronized (lock) {
            underWay++;
            toMark = generation;
            mark = !marked;
        }
        if (mark) {
            session.mark(toMark);
            synchronized (lock) {
                marked |= toMark == generation;
            }
        }
    }

    /** Says that a put is over, and which blob it stored, if any. */
    void ended(@Nullable Digest stored) {
        synchronized (lock) {
            underWay--;
            if (stored != null) {
                unflushed.add(stored);
            }
        }
    }

    /** Makes durable what was put before. */
    void flush(WriteSession session) throws IOException, InterruptedException {
        List<Digest> batch;
        long end;
        synchronized (lock) {
            if (failed != null) {
                throw new WeirflowException(failed.failure(), failed);
            }
            batch = List.copyOf(unflushed);
            end = flushedCount + batch.size();
        }
        if (batch.isEmpty()) {
            return;
        }
        try {
            syncer.sync(batch);
        } catch (SyncFailedException e) {
            WeirflowException failure = WeirflowException.of(
                    ErrorKind.FATAL,
                    "flush",
                    "the disk did not take what was written (" + e.getMessage()
                            + "): check it, then open the repository again",
                    session.folder());
            synchronized (lock) {
                failed = failure;
            }
            throw failure;
        }
        flushed(end, session);
    }

    private void flushed(long end, WriteSession session) throws IOException {
        long toUnmark = -1;
        synchronized (lock) {
            int done = (int) Math.max(0, end - flushedCount);
            unflushed = new ArrayList<>(unflushed.subList(done, unflushed.size()));
            flushedCount += done;
            if (unflushed.isEmpty() && underWay == 0 && marked) {
                marked = false;
                toUnmark = generation++; // a put that begins now marks the next generation, whose file is another
            }
        }
        if (toUnmark >= 0) {
            session.unmark(toUnmark);
        }
    }

    /** Tells whether nothing was put since the last flush. */
    boolean isFlushed() {
        synchronized (lock) {
            return unflushed.isEmpty() && underWay == 0;
        }
    }
}
