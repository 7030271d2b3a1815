package io.weirflow.backend.dynamodb;

import io.weirflow.cache.AssocEntry;
import io.weirflow.cache.AssocKey;
import io.weirflow.cache.AssocValue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads entries in batches, and has the use of those recorded whose last recorded use is older than the precision. Thread-safe. */
final class AssocReads {
    private final AssocLayout layout;
    private final BatchRead batchRead;
    private final Uses uses;
    private final Clock clock;
    private final Duration precision;

    AssocReads(AssocLayout layout, BatchRead batchRead, Clock clock, Duration precision) {
        this.layout = layout;
        this.batchRead = batchRead;
        this.uses = new Uses(key -> layout.use(key, clock.instant()));
        this.clock = clock;
        this.precision = precision;
    }

    Map<AssocKey, AssocValue> get(Collection<AssocKey> keys) {
        Set<AssocKey> wanted = new HashSet<>(keys);
        List<Map<String, AttributeValue>> items =
                wanted.stream().map(layout::itemKey).distinct().toList();
        Instant staleBefore = clock.instant().minus(precision);
        Map<AssocKey, AssocValue> found = new HashMap<>();
        List<Map<String, AttributeValue>> stale = new ArrayList<>();
        for (Map<String, AttributeValue> item : batchRead.read("get", items)) {
            Optional<AssocEntry> used = Optional.empty();
            for (AssocEntry entry : layout.entries(item)) {
                if (wanted.contains(entry.key())) {
                    found.put(entry.key(), entry.value());
                    used = Optional.of(entry);
                }
            }
            // All entries of an item have one time of last use.
            used.filter(entry -> !entry.lastUse().isAfter(staleBefore))
                    .ifPresent(entry -> stale.add(layout.itemKey(entry.key())));
        }
        uses.add(stale);
        return found;
    }

    /**
     * Waits until the uses so far are recorded, at most for a time.
     *
     * @return whether they are
     */
    boolean awaitUses(Duration limit) {
        return uses.await(limit);
    }
}
