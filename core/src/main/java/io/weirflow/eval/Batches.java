package io.weirflow.eval;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Items that wait to be taken in batches, each of which is given some time to grow. Thread-safe. */
final class Batches<T> {
    private final int maxSize;
    private final long growNanos;
    private final Deque<T> waiting = new ArrayDeque<>();
    private boolean hurried;

    /**
     * Creates it empty.
     *
     * @param maxSize how many items a batch has at most
     * @param growing how long a batch waits for more items
     */
    Batches(int maxSize, Duration growing) {
        this.maxSize = maxSize;
        this.growNanos = growing.toNanos();
    }

    synchronized void addAll(List<T> items) {
        waiting.addAll(items);
        if (waiting.size() >= maxSize) {
            notifyAll();
        }
    }

    /** Says that no more items are to be expected soon: what is there now does not wait. */
    synchronized void hurry() {
        hurried = true;
        notifyAll();
    }

    /** Does something with batches until no item is left. */
    void forEach(Consumer<List<T>> action) {
        for (List<T> batch = take(); !batch.isEmpty(); batch = take()) {
            action.accept(batch);
        }
    }

    private synchronized List<T> take() {
        awaitGrowth();
        List<T> batch = new ArrayList<>(Math.min(maxSize, waiting.size()));
        while (!waiting.isEmpty() && batch.size() < maxSize) {
            batch.add(waiting.remove());
        }
        hurried &= !waiting.isEmpty();
        return batch;
    }

    private void awaitGrowth() {
        long end = System.nanoTime() + growNanos;
        for (long left = growNanos; left > 0 && isGrowing(); left = end - System.nanoTime()) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private boolean isGrowing() {
        return !hurried && !waiting.isEmpty() && waiting.size() < maxSize;
    }
}
