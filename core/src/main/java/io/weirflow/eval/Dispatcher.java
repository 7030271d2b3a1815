package io.weirflow.eval;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.resource.Resources;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides which of the ready jobs start: as many as fit into what the executor has. Jobs wait in one queue for each distinct
 * amount of resources, so that a choice costs no more than there are different amounts.
 */
final class Dispatcher {
    private static final int MAX_RUNNING = 1024;
    /** How many younger jobs may start before the oldest, for which there is no room, is kept free for. */
    private static final int MAX_OVERTAKING = 256;
    /** How many queues, the oldest first, are looked at for a choice: amounts may be different for each job. */
    private static final int MAX_LOOKED_AT = 64;

    private final Resources total;
    private Resources free;
    private int running;
    private int overtaking;
    private long sequence;
    private final Map<Resources, Deque<Job>> queues = new LinkedHashMap<>();

    Dispatcher(Resources total) {
        this.total = total;
        this.free = total;
    }

    /** Returns why a job can never start, if so. */
    Optional<Failure> obstacle(Job job) {
        return total.covers(job.resources)
                ? Optional.empty()
                : Optional.of(Failure.of(
                        ErrorKind.RESOURCES_EXHAUSTED,
                        job.flow.toString(),
                        "asks for " + job.resources + ", the executor has " + total
                                + " in all: ask for less or use a larger executor"));
    }

    /** Adds a job that is ready, for which there is no {@link #obstacle}. */
    void add(Job job) {
        job.since = sequence++;
        queues.computeIfAbsent(job.resources, r -> new ArrayDeque<>()).add(job);
    }

    /** Takes back what a job used that ended. */
    void release(Job job) {
        running--;
        free = running == 0 ? total : free.plus(job.resources);
    }

    /** Takes the jobs that start now. */
    List<Job> start() {
        if (queues.isEmpty()) {
            return List.of();
        }
        List<Job> started = new ArrayList<>();
        for (Deque<Job> queue = next(); queue != null; queue = next()) {
            Job job = queue.remove();
            if (queue.isEmpty()) {
                queues.remove(job.resources);
            }
            running++;
            if (!job.resources.isEmpty()) {
                free = free.minus(job.resources);
            }
            started.add(job);
        }
        return started;
    }

    /** Returns the queue from which the next job starts: that of the oldest job that fits. */
    private @Nullable Deque<Job> next() {
        if (running >= MAX_RUNNING || queues.isEmpty()) {
            return null;
        }
        Deque<Job> oldest = null;
        Deque<Job> fitting = null;
        int looked = 0;
        for (Map.Entry<Resources, Deque<Job>> entry : queues.entrySet()) {
            if (looked++ == MAX_LOOKED_AT) {
                break;
            }
            Deque<Job> queue = entry.getValue();
            if (oldest == null || queue.element().since < oldest.element().since) {
                oldest = queue;
            }
            if (free.covers(entry.getKey()) && (fitting == null || queue.element().since < fitting.element().since)) {
                fitting = queue;
            }
        }
        if (fitting == oldest) {
            overtaking = 0;
            return fitting;
        }
        return fitting != null && overtaking++ < MAX_OVERTAKING ? fitting : null;
    }

    /** Forgets all waiting jobs. */
    void clear() {
        queues.clear();
    }
}
