package io.weirflow.eval;

import io.weirflow.base.Failure;
import io.weirflow.base.Retry;
import io.weirflow.cache.Cache;
import io.weirflow.cache.CacheWrite;
import io.weirflow.cache.WriteOptions;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes results to the cache, in as large batches as come together while the one before is written. What must wait until a
 * result is durable, that is the removal of its exec, comes after it.
 */
final class Writer {
    private static final int BATCH = 1024;

    private final Loop loop;
    private final Cache cache;
    private final Retry retry;
    private final WriteOptions options;
    private final Stage<Item> stage;

    /** A result, the keys under which it is written, none for nothing, and what follows when it is durable. */
    private record Item(List<Digest> keys, Fileset value, Runnable then) {}

    Writer(Loop loop, Setting setting) {
        this.loop = loop;
        this.cache = setting.cache();
        this.retry = setting.retry();
        this.options = WriteOptions.of(setting.options().keyScheme());
        this.stage = new Stage<>(setting.threads(), 1, BATCH, this::write);
    }

    /**
     * Writes a result, soon.
     *
     * @param keys the keys; none if nothing is to be written
     * @param then done off the evaluation's thread when the result is durable; not done if it cannot be written
     */
    void add(List<Digest> keys, Fileset value, Runnable then) {
        loop.expect(1);
        stage.add(new Item(keys, value, then));
    }

    private void write(List<Item> items) {
        List<CacheWrite> writes = new ArrayList<>(items.size());
        for (Item item : items) {
            writes.add(new CacheWrite(item.keys, item.value));
        }
        try {
            Map<Integer, Failure> refused = retry.call(() -> cache.write(writes, options));
            refused.forEach((index, failure) -> warn(failure));
            for (int i = 0; i < items.size(); i++) {
                if (!refused.containsKey(i)) {
                    items.get(i).then.run();
                }
            }
        } catch (RuntimeException e) {
            warn(Failure.from(e));
        } finally {
            loop.answer(items.size(), () -> {});
        }
    }

    private static void warn(Failure failure) {
        Log.LOGGER.log(System.Logger.Level.WARNING, "a result was not written to the cache: " + failure);
    }

    /** Waits for a bounded time until everything is written. */
    void awaitIdle(Duration patience) {
        stage.awaitIdle(patience);
    }
}
