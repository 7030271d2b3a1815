package io.weirflow.exec;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;

/**
 * What an exec used while it ran, by quantity: {@value #CPU} in cores, {@value #MEM}, {@value #DISK} (its outputs) and {@value #TMP}
 * (its temporary files) in bytes, sampled from all its processes; and {@value #CPU_TIME}, one sample at its end, the seconds of CPU
 * time of all its processes. What could not be measured is absent.
 *
 * @param stats the statistics by quantity, ordered by name
 */
public record Profile(Map<String, Stats> stats) {
    /** CPU in cores: the mean since the sample before. */
    public static final String CPU = "cpu";
    /** Memory in bytes. */
    public static final String MEM = "mem";
    /** The size of the outputs in bytes. */
    public static final String DISK = "disk";
    /** The size of the temporary files in bytes. */
    public static final String TMP = "tmp";
    /** CPU time in seconds, in all. */
    public static final String CPU_TIME = "cputime";

    /** Nothing was sampled. */
    public static final Profile EMPTY = new Profile(Map.of());

    /** Copies the map. */
    public Profile {
        stats = ImmutableSortedMap.copyOf(stats);
    }
}
