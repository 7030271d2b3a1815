package io.weirflow.eval;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What others ask the evaluation's thread to do, in order. Posting is thread-safe. */
final class Mailbox {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition posted = lock.newCondition();
    private Deque<Runnable> messages = new ArrayDeque<>();

    void post(Runnable message) {
        lock.lock();
        try {
            messages.add(message);
            posted.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Returns all messages that are there; waits for the first if {@code wait} says so. */
    Deque<Runnable> take(boolean wait) {
        lock.lock();
        try {
            while (wait && messages.isEmpty()) {
                posted.awaitUninterruptibly();
            }
            Deque<Runnable> taken = messages;
            messages = new ArrayDeque<>();
            return taken;
        } finally {
            lock.unlock();
        }
    }
}
