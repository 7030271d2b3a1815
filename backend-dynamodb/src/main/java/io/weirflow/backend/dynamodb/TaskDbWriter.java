package io.weirflow.backend.dynamodb;

import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.store.loop.PollLoop;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Collects rows and writes them from time to time, each as a whole; keeps those alive that have no end. Of what changes in between
 * only the last state is written. If the table fails, it is tried again; what does not fit into memory meanwhile is left out.
 * Thread-safe.
 */
final class TaskDbWriter implements AutoCloseable {
    static final Duration ALIVE = Duration.ofMinutes(2);
    static final Duration RENEWAL = Duration.ofSeconds(90);

    private static final System.Logger LOG = System.getLogger(TaskDbWriter.class.getName());
    private static final int WAKE_AT = 500;
    private static final int AT_ONCE = 8 * BatchWrite.BATCH;

    private final BatchWrite batches;
    private final Clock clock;
    private final int maxWaiting;
    private final Map<Digest, ReflowRow> waiting = new LinkedHashMap<>();
    /** What has begun and not ended, to be kept alive. */
    private final Map<Digest, ReflowRow> open = new LinkedHashMap<>();

    private Instant renewed;
    private long leftOut;
    private final @Nullable PollLoop loop;

    /**
     * Starts to write.
     *
     * @param interval how often; zero if only when told
     * @param maxWaiting beyond how many waiting rows tasks are left out
     */
    TaskDbWriter(BatchWrite batches, Clock clock, Duration interval, int maxWaiting) {
        this.batches = batches;
        this.clock = clock;
        this.maxWaiting = maxWaiting;
        this.renewed = clock.instant();
        this.loop = interval.isZero() ? null : PollLoop.start("task database", interval, this::flushSome);
    }

    /** Lets a row be written. Quick. */
    void put(ReflowRow row) {
        boolean hasEnded = row.end().isPresent();
        boolean wakes;
        synchronized (waiting) {
            if (hasEnded) {
                open.remove(row.id());
            } else {
                open.put(row.id(), row);
            }
            if (waiting.size() >= maxWaiting && row instanceof ReflowTask && !waiting.containsKey(row.id())) {
                leftOut++;
                return;
            }
            waiting.put(row.id(), row);
            wakes = waiting.size() == WAKE_AT || hasEnded && row instanceof ReflowRun;
        }
        if (wakes && loop != null) {
            loop.wake();
        }
    }

    /** Writes all that waits. */
    void flush() {
        while (flushSome()) {}
    }

    /** Writes a few batches; returns whether there is more. For one thread at a time. */
    private synchronized boolean flushSome() {
        List<ReflowRow> rows = new ArrayList<>();
        Instant now = clock.instant();
        boolean more;
        synchronized (waiting) {
            if (leftOut > 0) {
                LOG.log(System.Logger.Level.WARNING, "{0} states of tasks are missing in the task database", leftOut);
                leftOut = 0;
            }
            if (Duration.between(renewed, now).abs().compareTo(RENEWAL) >= 0) { // also if the clock is set back
                renewed = now;
                open.forEach(waiting::putIfAbsent);
            }
            waiting.values().stream().limit(AT_ONCE).forEach(rows::add);
            more = waiting.size() > rows.size();
        }
        if (rows.isEmpty()) {
            return false;
        }
        batches.write("record", rows.stream().map(row -> write(row, now)).toList());
        synchronized (waiting) {
            rows.forEach(row -> waiting.remove(row.id(), row));
        }
        return more;
    }

    private static WriteRequest write(ReflowRow row, Instant now) {
        Instant alive = row.end().orElse(now.plus(ALIVE));
        Map<String, AttributeValue> item =
                row instanceof ReflowRun run ? run.item(alive) : ((ReflowTask) row).item(alive);
        return WriteRequest.builder().putRequest(put -> put.item(item)).build();
    }

    /** Writes what waits, as far as the table can be reached, and ends. */
    @Override
    public void close() {
        if (loop != null) {
            loop.close();
        }
        try {
            flush();
        } catch (WeirflowException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    () -> "the end of what was recorded could not be written: " + e.failure());
        }
    }
}
