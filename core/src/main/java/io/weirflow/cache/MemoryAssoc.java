package io.weirflow.cache;

import com.google.common.collect.ImmutableSet;
import io.weirflow.digest.Digest;
import io.weirflow.repository.CollectPolicy;
import io.weirflow.repository.CollectSummary;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An assoc on the heap, for tests and for work whose results need not outlive the process. Never blocks; thread-safe. */
public final class MemoryAssoc implements Assoc {
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long MAX_SECONDS = Long.MAX_VALUE / NANOS_PER_SECOND - 1;

    private final Map<AssocKind, Map<Digest, Row>> rowsByKind;
    private final Clock clock;
    private final ImmutableSet<String> labels;

    private static final class Row {
        final AssocValue value;
        final Set<String> labels;
        /** A number, not an object: a new object in an old one, at each use, is work for the collector of garbage. */
        private volatile long lastUseNanos;

        Row(AssocValue value, Set<String> labels, Instant lastUse) {
            this.value = value;
            this.labels = labels;
            this.lastUseNanos = nanos(lastUse);
        }

        Instant lastUse() {
            return Instant.ofEpochSecond(0, lastUseNanos);
        }
    }

    /** Returns a time as a number: the nearest that there is for times centuries away. */
    private static long nanos(Instant time) {
        long seconds = Math.max(-MAX_SECONDS, Math.min(MAX_SECONDS, time.getEpochSecond()));
        return seconds * NANOS_PER_SECOND + time.getNano();
    }

    private MemoryAssoc(Map<AssocKind, Map<Digest, Row>> rowsByKind, Clock clock, Set<String> labels) {
        this.rowsByKind = rowsByKind;
        this.clock = clock;
        this.labels = ImmutableSet.copyOf(labels);
    }

    /** Returns a new, empty assoc without labels. */
    public static MemoryAssoc create() {
        return create(Clock.systemUTC(), Set.of());
    }

    /** Returns a new, empty assoc that takes times from a clock and attaches labels {@code key=value} to what is stored. */
    public static MemoryAssoc create(Clock clock, Set<String> labels) {
        Map<AssocKind, Map<Digest, Row>> rowsByKind = new EnumMap<>(AssocKind.class);
        for (AssocKind kind : AssocKind.values()) {
            rowsByKind.put(kind, new ConcurrentHashMap<>());
        }
        return new MemoryAssoc(rowsByKind, clock, labels);
    }

    /** Returns another handle on the same entries, which attaches other labels to what is stored through it. */
    public MemoryAssoc withLabels(Set<String> others) {
        return new MemoryAssoc(rowsByKind, clock, others);
    }

    @Override
    public Map<AssocKey, AssocValue> get(Collection<AssocKey> keys) {
        Map<AssocKey, AssocValue> found = new HashMap<>(2 * keys.size());
        long now = nanos(clock.instant());
        for (AssocKey key : keys) {
            AssocValue value = use(key, now);
            if (value != null) {
                found.put(key, value);
            }
        }
        return found;
    }

    @Override
    public Optional<AssocValue> get(AssocKey key) {
        return Optional.ofNullable(use(key, nanos(clock.instant())));
    }

    private @Nullable AssocValue use(AssocKey key, long nowNanos) {
        Row row = rows(key.kind()).get(key.digest());
        if (row == null) {
            return null;
        }
        row.lastUseNanos = nowNanos;
        return row.value;
    }

    @Override
    public void store(Map<AssocKey, AssocValue> entries) {
        Instant now = clock.instant();
        entries.forEach((key, value) -> rows(key.kind()).put(key.digest(), new Row(value, labels, now)));
    }

    @Override
    public void delete(Collection<AssocKey> keys) {
        keys.forEach(key -> rows(key.kind()).remove(key.digest()));
    }

    @Override
    public List<Digest> expand(AssocKind kind, String hexPrefix) {
        DigestPrefix prefix = DigestPrefix.parse(hexPrefix);
        return rows(kind).keySet().stream()
                .filter(prefix::matches)
                .sorted()
                .limit(MAX_EXPANSIONS)
                .toList();
    }

    @Override
    public long count() {
        return rowsByKind.values().stream().mapToLong(Map::size).sum();
    }

    @Override
    public void scan(Set<AssocKind> kinds, Consumer<AssocEntry> action) {
        for (AssocKind kind : kinds) {
            rows(kind)
                    .forEach((digest, row) -> action.accept(
                            new AssocEntry(new AssocKey(kind, digest), row.value, row.lastUse(), row.labels)));
        }
    }

    @Override
    public CollectSummary collect(CollectPolicy policy) {
        long[] examined = {0};
        long[] removed = {0};
        for (Map<Digest, Row> rows : rowsByKind.values()) {
            rows.forEach((digest, row) -> {
                examined[0]++;
                if (policy.isGarbage(digest, row.lastUse()) && (policy.dryRun() || rows.remove(digest, row))) {
                    removed[0]++;
                }
            });
        }
        return new CollectSummary(examined[0], removed[0], 0);
    }

    /** Makes an entry appear to have been used last at a time. */
    void backdate(AssocKey key, Instant lastUse) {
        rows(key.kind()).computeIfPresent(key.digest(), (same, row) -> new Row(row.value, row.labels, lastUse));
    }

    private Map<Digest, Row> rows(AssocKind kind) {
        return Objects.requireNonNull(rowsByKind.get(kind), "a map for each kind");
    }
}
