package io.weirflow.repository;

import com.google.common.collect.MapMaker;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many copies may be under way from and to each repository. Repositories of equal URL share a limit. Thread-safe; keeps
 * no repository alive.
 */
public final class TransferLimits {
    /** More copies than this are never under way for one call, whatever the limits. */
    private static final int MAX_THREADS = 64;

    private static final AtomicLong SEQUENCE = new AtomicLong();

    private final int usual;
    private final Map<Repository, Limit> byRepository =
            new MapMaker().weakKeys().makeMap();
    private final Map<URI, Limit> byUri = new MapMaker().weakValues().makeMap();

    /** The limit of one repository. */
    static final class Limit {
        /** Permits of two limits are taken in the order of these numbers, so that no two holders wait for each other. */
        final long order = SEQUENCE.incrementAndGet();

        private final int permits;
        private final Semaphore semaphore;

        Limit(int permits) {
            this.permits = permits;
            this.semaphore = new Semaphore(permits, true);
        }

        int threads() {
            return Math.min(permits, MAX_THREADS);
        }
    }

    private TransferLimits(int usual) {
        this.usual = usual;
    }

    /** Returns limits that allow each repository the same number of copies, at least 1. */
    public static TransferLimits of(int copies) {
        return new TransferLimits(checked(copies));
    }

    /**
     * Sets another limit for a repository, which MUST be done before the limits are used for it.
     *
     * @param copies at least 1; {@link Integer#MAX_VALUE} for no limit
     * @return this
     */
    public TransferLimits with(Repository repository, int copies) {
        Limit limit = new Limit(checked(copies));
        byRepository.put(repository, limit);
        repository.uri().ifPresent(uri -> byUri.put(uri, limit));
        return this;
    }

    private static int checked(int copies) {
        if (copies < 1) {
            throw WeirflowException.of(ErrorKind.INVALID, "limit", "expected at least 1 copy at a time", copies);
        }
        return copies;
    }

    Limit of(Repository repository) {
        return byRepository.computeIfAbsent(
                repository,
                key -> key.uri()
                        .map(uri -> byUri.computeIfAbsent(uri, any -> new Limit(usual)))
                        .orElseGet(() -> new Limit(usual)));
    }

    /** Does work while holding a permit of each of two limits, which may be the same. */
    static void hold(Limit a, Limit b, Runnable work) {
        Limit first = a.order <= b.order ? a : b;
        Limit second = a.order <= b.order ? b : a;
        acquire(first);
        try {
            if (first == second) {
                work.run();
                return;
            }
            acquire(second);
            try {
                work.run();
            } finally {
                second.semaphore.release();
            }
        } finally {
            first.semaphore.release();
        }
    }

    private static void acquire(Limit limit) {
        try {
            limit.semaphore.acquire();
        } catch (InterruptedException e) {
            throw WeirflowException.wrap(e, "transfer");
        }
    }
}
