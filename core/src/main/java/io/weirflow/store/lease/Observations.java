package io.weirflow.store.lease;

import com.google.common.base.Ticker;
import io.weirflow.store.CommitId;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * For how long an observer has seen records unchanged, on its own ticker. A record that is written again starts anew, even
 * with the same value, since its version differs. What is concluded from it MUST be committed at the version seen. Thread-safe.
 */
public final class Observations {
    private record Sighting(CommitId version, long since) {}

    private final Ticker ticker;
    private final Map<StateKey, Sighting> sightings = new ConcurrentHashMap<>();

    /** Creates an observer that has seen nothing. */
    public Observations(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Notes a record that was just read and returns for how long this observer has seen it at its version; zero at first. */
    public Duration unchangedFor(StateRecord record) {
        long now = ticker.read();
        Sighting sighting = sightings.compute(
                record.key(),
                (key, old) -> old != null && old.version.equals(record.version())
                        ? old
                        : new Sighting(record.version(), now));
        return Duration.ofNanos(Math.max(0, now - sighting.since));
    }

    /** Forgets all records but those of the given keys. Called with what a scan has found, it keeps the memory small. */
    public void retain(Collection<StateKey> keys) {
        Set<StateKey> kept = new HashSet<>(keys);
        sightings.keySet().retainAll(kept);
    }
}
