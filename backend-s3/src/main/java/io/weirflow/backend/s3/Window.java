package io.weirflow.backend.s3;

import io.weirflow.base.Threads;
import io.weirflow.base.WeirflowException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Work on the parts of one transfer: so many at a time, with results in order. Whatever ends makes room for the next, also while
 * something begun before is still under way. Belongs to one thread, which closes it; after that none of the work is under way.
 */
final class Window<T> implements AutoCloseable {
    private final int limit;
    private final Semaphore room;
    private final Consumer<? super T> results;
    private final Deque<Work> pending = new ArrayDeque<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    private final class Work extends FutureTask<T> {
        Work(Callable<T> call) {
            super(call);
        }

        @Override
        protected void setException(Throwable e) {
            failure.compareAndSet(null, e);
            super.setException(e);
        }

        void start() {
            try {
                Threads.perTaskExecutor().execute(() -> {
                    try {
                        run();
                    } finally {
                        room.release();
                    }
                });
            } catch (Throwable e) { // no more threads
                room.release();
                throw e;
            }
        }
    }

    /**
     * Starts with no work.
     *
     * @param limit how much is under way at a time
     * @param results takes the results on the owner's thread, in the order of {@link #submit}; what was begun goes on meanwhile
     */
    Window(int limit, Consumer<? super T> results) {
        this.limit = limit;
        this.room = new Semaphore(limit);
        this.results = results;
    }

    /** Begins work once there is room, and takes the results of what ended before. Throws what other work threw first. */
    void submit(Callable<T> call) {
        awaitRoom();
        Work work = new Work(call);
        work.start();
        pending.add(work);
        takeEnded();
    }

    /** Waits for all work and takes its results. Throws what any of it threw first, as soon as it does. */
    void finish() {
        int held = 0;
        try {
            while (held < limit) {
                awaitRoom();
                held++;
                takeEnded();
            }
        } finally {
            room.release(held);
        }
    }

    private void awaitRoom() {
        try {
            room.acquire();
        } catch (InterruptedException e) {
            throw WeirflowException.wrap(e, "transfer");
        }
        Throwable thrown = failure.get();
        if (thrown != null) {
            room.release();
            throw unwrapped(thrown);
        }
    }

    private void takeEnded() {
        while (!pending.isEmpty() && pending.getFirst().isDone()) {
            try {
                results.accept(pending.removeFirst().get());
            } catch (InterruptedException e) {
                throw WeirflowException.wrap(e, "transfer");
            } catch (ExecutionException e) {
                throw unwrapped(e.getCause() == null ? e : e.getCause());
            }
        }
    }

    private static RuntimeException unwrapped(Throwable cause) {
        if (cause instanceof RuntimeException runtime) {
            return runtime;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return WeirflowException.wrap(cause, "transfer");
    }

    /** Interrupts work that is still under way, and waits for its end. */
    @Override
    public void close() {
        pending.forEach(work -> work.cancel(true));
        pending.clear();
        room.acquireUninterruptibly(limit);
        room.release(limit);
    }
}
