package io.weirflow.exec.staged;

import io.weirflow.base.Threads;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that watches all running execs of an executor: samples, limits of time and of logs. It sleeps while nothing
 * runs, and starts with the first that does.
 */
final class Monitor implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Monitor.class.getName());
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** What is watched. */
    interface Watched {
        /** Looks at it; must be quick. */
        void tick();
    }

    private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
    private volatile boolean idle;
    private volatile boolean closed;
    private volatile @Nullable Thread thread;

    void watch(Watched what) {
        watched.add(what);
        if (thread == null) {
            start();
        } else if (idle) {
            LockSupport.unpark(thread);
        }
    }

    void unwatch(Watched what) {
        watched.remove(what);
    }

    private synchronized void start() {
        if (thread == null && !closed) {
            Thread fresh = Threads.daemonFactory("weirflow-monitor").newThread(this::run);
            thread = fresh;
            fresh.start();
        }
    }

    private void run() {
        while (!closed) {
            // Set before the set is looked at, so that whoever adds to it either is seen or wakes this up.
            idle = true;
            if (watched.isEmpty()) {
                if (!closed) {
                    LockSupport.park(this);
                }
            } else {
                idle = false;
                // What has just started is given a tick's time before it is looked at.
                LockSupport.parkNanos(this, TICK_NANOS);
                watched.forEach(Monitor::tick);
            }
        }
    }

    private static void tick(Watched what) {
        try {
            what.tick();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "a running exec could not be looked at", e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
