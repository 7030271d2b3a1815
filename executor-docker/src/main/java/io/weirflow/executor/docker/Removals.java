package io.weirflow.executor.docker;

import io.weirflow.base.Threads;
import io.weirflow.base.WeirflowException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Removes containers whose commands have ended, beside the work on their results, which need not wait for it. When many wait to be
 * removed, whoever adds one removes it himself.
 */
final class Removals {
    private static final System.Logger LOG = System.getLogger(Removals.class.getName());
    private static final int MOST_WAITING = 64;

    private final Containers containers;
    private final Map<String, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();

    Removals(Containers containers) {
        this.containers = containers;
    }

    /** Removes a container soon. */
    void later(String name) {
        CompletableFuture<Void> removal = new CompletableFuture<>();
        if (underWay.size() >= MOST_WAITING) {
            now(name);
        } else if (underWay.putIfAbsent(name, removal) == null) {
            Threads.perTaskExecutor().execute(() -> {
                now(name);
                underWay.remove(name, removal);
                removal.complete(null);
            });
        }
    }

    /** Removes a container. A failure is logged: what is left is removed when the executor is closed or opened again. */
    void now(String name) {
        try {
            containers.inTurn(
                    () -> {
                        containers.remove(name);
                        return true;
                    },
                    "remove",
                    name);
        } catch (WeirflowException e) {
            LOG.log(System.Logger.Level.WARNING, "the container " + name + " could not be removed", e);
        }
    }

    /** Waits until a container that is about to be removed is gone. */
    void await(String name, Duration limit) {
        CompletableFuture<Void> removal = underWay.get(name);
        if (removal == null) {
            return;
        }
        try {
            removal.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw WeirflowException.wrap(e, "remove", name);
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(System.Logger.Level.DEBUG, "the container " + name + " is still there", e);
        }
    }

    /** Waits until all that is under way is done, at most for a time. */
    void awaitAll(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        for (String name : underWay.keySet()) {
            await(name, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
    }
}
