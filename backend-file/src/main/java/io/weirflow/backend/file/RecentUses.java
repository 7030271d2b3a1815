package io.weirflow.backend.file;

import io.weirflow.cache.AssocKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/** Entries that were read and whose use is not yet recorded. Thread-safe; never blocks. */
final class RecentUses {
    /** Uses are recorded by themselves when there are so many: large transactions cost less for each. */
    private static final int MANY = 50_000;

    private final Map<AssocKey, Long> seconds = new HashMap<>();

    /** Adds uses at a time. Returns whether there are many now. */
    synchronized boolean add(Collection<AssocKey> keys, long now) {
        for (AssocKey key : keys) {
            seconds.put(key, now);
        }
        return seconds.size() >= MANY;
    }

    /** Removes some and returns them. */
    synchronized Map<AssocKey, Long> take(int limit) {
        Map<AssocKey, Long> taken = new HashMap<>();
        Iterator<Map.Entry<AssocKey, Long>> entries = seconds.entrySet().iterator();
        while (taken.size() < limit && entries.hasNext()) {
            Map.Entry<AssocKey, Long> entry = entries.next();
            taken.put(entry.getKey(), entry.getValue());
            entries.remove();
        }
        return taken;
    }
}
