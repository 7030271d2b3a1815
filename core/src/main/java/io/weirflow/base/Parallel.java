package io.weirflow.base;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Does blocking work on many items, a limited number at a time. When a call returns, normally or not, none of its work is
 * still under way.
 */
public final class Parallel {
    private Parallel() {}

    /**
     * Does an action on each item, on up to {@code limit} threads of {@link Threads#perTaskExecutor()}; on the calling thread if
     * there is one item or the limit is one. Items are begun in order. The first failure ends the whole: items that were not
     * begun are left out, those under way are interrupted.
     *
     * @throws WeirflowException or what else the action threw first; of kind CANCELED if the calling thread is interrupted
     */
    public static <T> void forEach(List<T> items, int limit, Consumer<? super T> action) {
        int workers = Math.min(limit, items.size());
        if (workers <= 1) {
            items.forEach(action);
            return;
        }
        new Run<>(items, action, workers).await();
    }

    private static final class Run<T> {
        private final List<T> items;
        private final Consumer<? super T> action;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicReference<Throwable> failure = new AtomicReference<>();
        private final CountDownLatch ended;
        private final List<FutureTask<Void>> workers = new ArrayList<>();

        Run(List<T> items, Consumer<? super T> action, int count) {
            this.items = items;
            this.action = action;
            this.ended = new CountDownLatch(count);
            for (int i = 0; i < count; i++) {
                workers.add(new FutureTask<>(this::work, null));
            }
        }

        private void work() {
            for (int i = next.getAndIncrement();
                    i < items.size() && failure.get() == null;
                    i = next.getAndIncrement()) {
                try {
                    action.accept(items.get(i));
                } catch (Throwable e) {
                    stop(e);
                }
            }
        }

        private void stop(Throwable reason) {
            if (failure.compareAndSet(null, reason)) {
                workers.forEach(worker -> worker.cancel(true));
            }
        }

        private void start(FutureTask<Void> worker) {
            try {
                Threads.perTaskExecutor().execute(() -> {
                    try {
                        worker.run();
                    } finally {
                        ended.countDown();
                    }
                });
            } catch (Throwable e) { // no more threads
                stop(e);
                ended.countDown();
            }
        }

        void await() {
            // The latch counts after run() has returned: only then can no interrupt come from a cancellation any more.
            workers.forEach(this::start);
            boolean interrupted = false;
            while (true) {
                try {
                    ended.await();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                    stop(WeirflowException.of(ErrorKind.CANCELED, "parallel", "the calling thread was interrupted"));
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            Throwable thrown = failure.get();
            if (thrown instanceof RuntimeException e) {
                throw e;
            } else if (thrown instanceof Error e) {
                throw e;
            } else if (thrown != null) {
                throw new CancellationException(thrown.toString());
            }
        }
    }
}
