package io.weirflow.eval;

import io.weirflow.base.Failure;
import io.weirflow.base.Retry;
import io.weirflow.cache.Cache;
import io.weirflow.cache.CacheWrite;
import io.weirflow.cache.Claims;
import io.weirflow.cache.WriteOptions;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes results to the cache, in batches, since each batch is made durable at some cost: as many as come together within a short
 * time, but at once when nothing else is under way that might yield another. What must wait until a result is durable, that is
 * the removal of its exec, comes after it.
 */
final class Writer {
    private static final int BATCH = 1024;
    private static final Duration GATHERING = Duration.ofMillis(500);

    private final Loop loop;
    private final Cache cache;
    private final Retry retry;
    private final WriteOptions options;
    private final Optional<Claims> claims;
    private final Runnable whenNotWritten;
    private final Batches<Item> batches = new Batches<>(BATCH, GATHERING);
    private final Stage<Batches<Item>> stage;
    private List<Item> gathering = new ArrayList<>();
    private int unanswered;

    /** A result, with no keys if nothing is written, and what follows when it is durable. */
    private record Item(CacheWrite write, Then then) {}

    /** What follows when a result is durable. */
    @FunctionalInterface
    interface Then {
        /** Does it; returns the claim on its work, if there is one, which is given up together with those of other results. */
        Optional<Claims.Claim> done();
    }

    /**
     * Returns a writer.
     *
     * @param whenNotWritten told on the evaluation's thread that a result could not be written
     */
    Writer(Loop loop, Setting setting, Runnable whenNotWritten) {
        this.loop = loop;
        this.cache = setting.cache();
        this.retry = setting.retry();
        this.options = WriteOptions.of(setting.options().keyScheme());
        this.claims = setting.claims();
        this.whenNotWritten = whenNotWritten;
        this.stage = new Stage<>(setting.threads(), 1, BATCH, all -> batches.forEach(this::write));
    }

    /**
     * Writes a result, after the next {@link #flush}.
     *
     * @param keys the keys; none if nothing is to be written
     * @param then done off the evaluation's thread when the result is durable; not done if it cannot be written
     */
    void add(List<Digest> keys, Fileset value, Then then) {
        gathering.add(new Item(new CacheWrite(keys, value), then));
    }

    /** Sends off what was gathered. Called whenever something may have changed, on the evaluation's thread. */
    void flush() {
        if (!gathering.isEmpty()) {
            loop.expect(gathering.size());
            unanswered += gathering.size();
            batches.addAll(gathering);
            stage.add(batches);
            gathering = new ArrayList<>();
        }
        if (unanswered > 0 && loop.expected() == unanswered) {
            batches.hurry();
        }
    }

    private void write(List<Item> items) {
        List<CacheWrite> writes = new ArrayList<>(items.size());
        for (Item item : items) {
            writes.add(item.write);
        }
        boolean complete = false;
        List<Claims.Claim> claimed = new ArrayList<>();
        try {
            Map<Integer, Failure> refused = retry.call(() -> cache.write(writes, options));
            refused.forEach((index, failure) -> warn(failure));
            for (int i = 0; i < items.size(); i++) {
                if (refused.isEmpty() || !refused.containsKey(i)) {
                    items.get(i).then.done().ifPresent(claimed::add);
                }
            }
            complete = refused.isEmpty();
        } catch (RuntimeException e) {
            warn(Failure.from(e));
        } finally {
            giveUp(claimed);
            answer(items.size(), complete ? () -> {} : whenNotWritten);
        }
    }

    private void giveUp(List<Claims.Claim> claimed) {
        try {
            claims.ifPresent(some -> some.releaseAll(claimed));
        } catch (RuntimeException e) {
            Log.LOGGER.log(
                    System.Logger.Level.WARNING, () -> "claims were left to end by themselves: " + Failure.from(e));
        }
    }

    private void answer(int items, Runnable action) {
        loop.answer(items, () -> {
            unanswered -= items;
            action.run();
        });
    }

    private static void warn(Failure failure) {
        Log.LOGGER.log(System.Logger.Level.WARNING, "a result was not written to the cache: " + failure);
    }

    /** Waits for a bounded time until everything is written. */
    void awaitIdle(Duration patience) {
        flush();
        batches.hurry();
        stage.awaitIdle(patience);
    }
}
