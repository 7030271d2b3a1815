package io.weirflow.eval;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Blocking work done beside the evaluation's thread: items are taken in batches by a limited number of workers, which exist
 * only while there is something to do. Thread-safe.
 */
final class Stage<T> {
    private final Executor threads;
    private final int maxWorkers;
    private final int maxBatch;
    private final Consumer<List<T>> work;

    private final Deque<T> queue = new ArrayDeque<>();
    private final Set<Thread> workers = new HashSet<>();
    private int starting;
    private boolean stopped;

    /**
     * Returns a stage.
     *
     * @param threads where workers run
     * @param maxWorkers how many batches are worked on at once
     * @param maxBatch how many items a batch has at most
     * @param work what is done with a batch; it deals with its failures itself
     */
    Stage(Executor threads, int maxWorkers, int maxBatch, Consumer<List<T>> work) {
        this.threads = threads;
        this.maxWorkers = maxWorkers;
        this.maxBatch = maxBatch;
        this.work = work;
    }

    void add(T item) {
        addAll(List.of(item));
    }

    /** Adds items; after {@link #stop} they are dropped. */
    void addAll(Collection<T> items) {
        int wanted;
        synchronized (this) {
            if (stopped) {
                return;
            }
            queue.addAll(items);
            int batches = (queue.size() + share() - 1) / share();
            wanted = Math.max(0, Math.min(batches, maxWorkers - workers.size() - starting));
            starting += wanted;
        }
        for (int i = 0; i < wanted; i++) {
            threads.execute(this::run);
        }
    }

    /** Returns how many items a worker takes: few when there are few, so that none waits behind others without need. */
    private int share() {
        return Math.max(1, Math.min(maxBatch, (queue.size() + maxWorkers - 1) / maxWorkers));
    }

    private void run() {
        Thread self = Thread.currentThread();
        synchronized (this) {
            starting--;
            workers.add(self);
        }
        try {
            for (List<T> batch = take(self); !batch.isEmpty(); batch = take(self)) {
                work.accept(batch);
            }
        } finally {
            leave(self);
        }
    }

    /** Takes a batch; a worker that finds none is one no more, so that whoever adds an item afterwards starts another. */
    private synchronized List<T> take(Thread self) {
        int count = Math.min(share(), queue.size());
        List<T> batch = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            batch.add(queue.remove());
        }
        if (batch.isEmpty()) {
            workers.remove(self);
        }
        return batch;
    }

    @SuppressWarnings(
            "ThreadInterrupted") // the thread goes back to its pool: an interrupt meant for the batch must not follow
    // it
    private synchronized void leave(Thread self) {
        workers.remove(self);
        if (stopped) {
            Thread.interrupted();
        }
        notifyAll();
    }

    /** Waits until no worker is busy; tells whether that came about in time. */
    synchronized boolean awaitIdle(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (starting > 0 || !workers.isEmpty()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    /** Drops what is queued and interrupts the workers. */
    synchronized void stop() {
        stopped = true;
        queue.clear();
        workers.forEach(Thread::interrupt);
    }
}
