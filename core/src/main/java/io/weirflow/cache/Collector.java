package io.weirflow.cache;

import com.google.common.collect.ImmutableMap;
import io.weirflow.digest.Digest;
import io.weirflow.repository.CollectPolicy;
import io.weirflow.repository.CollectSummary;
import io.weirflow.repository.LiveSet;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Collects the garbage of a cache: entries that are no longer used, then the blobs that no entry needs any more. In this order
 * no entry is ever left without its blobs, whenever the process ends.
 *
 * <p>First all entries are read and their values decoded; any failure ends the collection before anything was removed. Entries
 * that are stored or used while it runs are looked at once more before blobs go. What an evaluation under way has stored and not
 * yet entered is protected by its age alone. A user of an entry that is removed under its hands finds blobs missing and
 * computes them again.
 *
 * <p>Blocks, is interruptible, and reads the whole index; the live blobs are kept in memory (some 100 bytes each, from a
 * million entries on in a Bloom filter).
 */
public final class Collector {
    private final Cache cache;
    private final ImmutableMap<AssocKind, ValueFormat> formats;

    private Collector(Cache cache, ImmutableMap<AssocKind, ValueFormat> formats) {
        this.cache = cache;
        this.formats = formats;
    }

    /**
     * Returns the collector of a cache.
     *
     * @param formats those of all values in the cache; where an entry is found that none of them reads, collection fails, since
     *     it is not known which blobs the entry needs
     */
    public static Collector of(Cache cache, Collection<? extends ValueFormat> formats) {
        Map<AssocKind, ValueFormat> byKind = new HashMap<>();
        formats.forEach(format -> format.kinds().forEach(kind -> byKind.put(kind, format)));
        return new Collector(cache, ImmutableMap.copyOf(byKind));
    }

    /**
     * Collects.
     *
     * @throws io.weirflow.base.WeirflowException of kind NOT_SUPPORTED if assoc or repository do not collect, or an entry is in
     *     a format that is not known; or what the stores throw
     */
    public CollectorReport collect(CollectorOptions options) {
        long expected = cache.assoc().count();
        LiveSetBuilder liveKeys = new LiveSetBuilder(expected, 1);
        Set<Digest> deadKeys = new HashSet<>();
        NeededBlobs live = new NeededBlobs(cache.repository(), formats, expected);
        NeededBlobs dead = new NeededBlobs(cache.repository(), formats, 0);
        Instant[] newest = {Instant.MIN};
        scan(entry -> true, entry -> {
            if (entry.lastUse().isAfter(newest[0])) {
                newest[0] = entry.lastUse();
            }
            if (options.keep().matches(entry.labels())) {
                live.add(entry);
            } else if (options.dead().matches(entry.labels())) {
                dead.add(entry);
                deadKeys.add(entry.key().digest());
            } else if (entry.lastUse().isAfter(options.threshold())) {
                live.add(entry);
            }
        });
        live.finish(liveKeys::add, deadKeys::add);
        dead.finish(key -> {}, key -> {});

        LiveSet keys = liveKeys.build();
        CollectSummary entries = cache.assoc()
                .collect(new CollectPolicy(keys, LiveSet.exactly(deadKeys), options.threshold(), options.dryRun()));
        if (!options.dryRun()) {
            scan(
                    entry -> !keys.contains(entry.key().digest())
                            || !entry.lastUse().isBefore(newest[0]),
                    live::add);
            live.finish(key -> {}, key -> {});
        }
        CollectSummary blobs = cache.repository()
                .collect(new CollectPolicy(live.blobs(), dead.blobs(), options.threshold(), options.dryRun()));
        return new CollectorReport(entries, blobs, live.unusable());
    }

    private void scan(Predicate<AssocEntry> which, Consumer<AssocEntry> action) {
        cache.assoc().scan(EnumSet.allOf(AssocKind.class), entry -> {
            if (which.test(entry)) {
                action.accept(entry);
            }
        });
    }
}
