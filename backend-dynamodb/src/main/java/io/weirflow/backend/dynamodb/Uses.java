package io.weirflow.backend.dynamodb;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Threads;
import io.weirflow.base.WeirflowException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Items that were read and whose use is to be recorded. It is done in the background, a few at a time, so that readers do not
 * wait for it; when much is left, a reader that adds more takes part. What fails is left out: it is tried again at the next use. Of
 * failures in a row only the first is a warning, since credentials that only read would otherwise have one for each hit. Thread-safe.
 */
final class Uses {
    private static final System.Logger LOG = System.getLogger(Uses.class.getName());
    private static final int WORKERS = 8;
    private static final int MUCH = 20_000;

    private final Consumer<Map<String, AttributeValue>> recording;
    private final Queue<Map<String, AttributeValue>> waiting = new ArrayDeque<>();
    /** What waits or is under way: a key is not added twice. */
    private final Set<Map<String, AttributeValue>> known = new HashSet<>();

    private final AtomicBoolean failing = new AtomicBoolean();

    private int workers;

    Uses(Consumer<Map<String, AttributeValue>> recording) {
        this.recording = recording;
    }

    /** Adds items by their keys. */
    void add(Collection<Map<String, AttributeValue>> keys) {
        boolean isMuch;
        synchronized (this) {
            for (Map<String, AttributeValue> key : keys) {
                if (known.add(key)) {
                    waiting.add(key);
                }
            }
            while (workers < Math.min(WORKERS, waiting.size())) {
                workers++;
                Threads.perTaskExecutor().execute(this::work);
            }
            isMuch = waiting.size() > MUCH;
        }
        if (isMuch) {
            recordUntil(MUCH / 2);
        }
    }

    private void work() {
        recordUntil(0);
    }

    /** Records until no more than a number wait. A worker ends under the lock under which others are started. */
    private void recordUntil(int left) {
        Map<String, AttributeValue> key = next(left, null);
        while (key != null) {
            try {
                recording.accept(key);
                failing.set(false);
            } catch (WeirflowException e) {
                boolean isNews = !e.is(ErrorKind.FATAL) && failing.compareAndSet(false, true);
                LOG.log(
                        isNews ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
                        "a use of a cache entry was not recorded: " + e.getMessage());
            }
            key = next(left, key);
        }
    }

    private synchronized @Nullable Map<String, AttributeValue> next(
            int left, @Nullable Map<String, AttributeValue> done) {
        if (done != null) {
            known.remove(done);
        }
        Map<String, AttributeValue> next = waiting.size() > left ? waiting.poll() : null;
        if (next == null && left == 0) {
            workers--;
            notifyAll();
        }
        return next;
    }

    /**
     * Waits until nothing is left, at most for a time.
     *
     * @return whether nothing is left
     */
    synchronized boolean await(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (workers > 0) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                wait(Math.max(1, left / 1_000_000));
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
