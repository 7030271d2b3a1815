package io.weirflow.backend.s3;

import io.weirflow.base.Threads;
import io.weirflow.base.WeirflowException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/**
 * Work on the parts of one transfer: so many at a time, with results in order. Belongs to one thread, which closes it; after
 * that none of the work is under way.
 */
final class Window<T> implements AutoCloseable {
    private final int limit;
    private final Consumer<? super T> results;
    private final Deque<Work<T>> pending = new ArrayDeque<>();

    private static final class Work<T> {
        final FutureTask<T> task;
        final CountDownLatch ended = new CountDownLatch(1);

        Work(Callable<T> call) {
            task = new FutureTask<>(call);
        }

        void start() {
            Threads.perTaskExecutor().execute(() -> {
                try {
                    task.run();
                } finally {
                    ended.countDown();
                }
            });
        }
    }

    /**
     * Starts with no work.
     *
     * @param limit how much is under way at a time
     * @param results takes the results on the owner's thread, in the order of {@link #submit}
     */
    Window(int limit, Consumer<? super T> results) {
        this.limit = limit;
        this.results = results;
    }

    /** Begins work once there is room, and takes the results of what ended before. Throws what earlier work threw. */
    void submit(Callable<T> call) {
        while (pending.size() >= limit) {
            takeOldest();
        }
        Work<T> work = new Work<>(call);
        work.start();
        pending.add(work);
    }

    /** Waits for all work and takes its results. */
    void finish() {
        while (!pending.isEmpty()) {
            takeOldest();
        }
    }

    private void takeOldest() {
        try {
            T result = pending.getFirst().task.get();
            pending.removeFirst();
            results.accept(result);
        } catch (InterruptedException e) {
            throw WeirflowException.wrap(e, "transfer");
        } catch (ExecutionException e) {
            throw unwrapped(e);
        }
    }

    private static RuntimeException unwrapped(ExecutionException e) {
        Throwable cause = e.getCause();
        if (cause instanceof RuntimeException runtime) {
            return runtime;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return WeirflowException.wrap(cause == null ? e : cause, "transfer");
    }

    /** Interrupts work that is still under way, and waits for its end. */
    @Override
    public void close() {
        pending.forEach(work -> work.task.cancel(true));
        boolean interrupted = false;
        while (!pending.isEmpty()) {
            try {
                pending.getFirst().ended.await();
                pending.removeFirst();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
