package io.weirflow.exec;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;

/**
 * What an exec used while it ran, by quantity: {@code cpu} in cores, {@code mem}, {@code disk} and {@code tmp} in bytes.
 *
 * @param stats the statistics by quantity, ordered by name
 */
public record Profile(Map<String, Stats> stats) {
    /** Nothing was sampled. */
    public static final Profile EMPTY = new Profile(Map.of());

    /** Copies the map. */
    public Profile {
        stats = ImmutableSortedMap.copyOf(stats);
    }
}
