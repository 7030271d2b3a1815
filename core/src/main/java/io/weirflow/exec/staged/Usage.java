package io.weirflow.exec.staged;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a command and all its processes use.
 *
 * @param cpuTime the CPU time they used until now
 * @param memoryBytes the memory they use now
 */
public record Usage(Optional<Duration> cpuTime, OptionalLong memoryBytes) {
    /** Nothing is known. */
    public static final Usage UNKNOWN = new Usage(Optional.empty(), OptionalLong.empty());
}
