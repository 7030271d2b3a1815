package io.weirflow.exec.staged;

import io.weirflow.resource.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * What this machine has. Linux's own files are read in place of the JVM's management beans, whose classes take longer to load
 * than a small evaluation takes.
 */
final class Machine {
    private static final double SHARE_OF_MEMORY = 0.95;
    private static final List<Path> LIMITS =
            List.of(Path.of("/sys/fs/cgroup/memory.max"), Path.of("/sys/fs/cgroup/memory/memory.limit_in_bytes"));

    private Machine() {}

    /** Returns all processors and most of the memory; within a container, of what it may use. */
    static Resources resources() {
        double cpu = Runtime.getRuntime().availableProcessors();
        long memory = memoryBytes();
        for (Path limit : LIMITS) {
            memory = Math.min(memory, readNumber(limit).orElse(memory));
        }
        return Resources.NONE.with(Resources.CPU, cpu).with(Resources.MEM, Math.floor(memory * SHARE_OF_MEMORY));
    }

    private static long memoryBytes() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
                if (line.startsWith("MemTotal:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                }
            }
        } catch (IOException | NumberFormatException e) {
            return byBean();
        }
        return byBean();
    }

    private static long byBean() {
        return java.lang.management.ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Runtime.getRuntime().maxMemory();
    }

    private static OptionalLong readNumber(Path file) {
        try {
            return OptionalLong.of(Long.parseLong(Files.readString(file).strip()));
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty(); // no such limit, or "max"
        }
    }
}
