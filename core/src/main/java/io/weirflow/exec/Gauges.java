package io.weirflow.exec;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;

/**
 * What an exec uses now, by quantity; the names and units of {@link Profile}.
 *
 * @param values the last sample by quantity, ordered by name
 */
public record Gauges(Map<String, Double> values) {
    /** Nothing was sampled. */
    public static final Gauges EMPTY = new Gauges(Map.of());

    /** Copies the map. */
    public Gauges {
        values = ImmutableSortedMap.copyOf(values);
    }
}
