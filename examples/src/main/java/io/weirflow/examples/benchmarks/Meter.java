package io.weirflow.examples.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.ref.Reference;
import java.util.concurrent.Callable;

/** Measures the CPU time of this process, the wall time and the memory that a result retains. */
final class Meter {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();

    private Meter() {}

    /** Runs some work, which returns what is to be counted as retained. */
    static Sample measure(long operations, Callable<?> work) throws Exception {
        long memoryBefore = usedAfterCollection();
        long cpuBefore = SYSTEM.getProcessCpuTime();
        long wallBefore = System.nanoTime();
        Object result = work.call();
        try {
            long wall = System.nanoTime() - wallBefore;
            long cpu = SYSTEM.getProcessCpuTime() - cpuBefore;
            long retained = Math.max(0, usedAfterCollection() - memoryBefore);
            return new Sample(operations, cpu, wall, retained);
        } finally {
            Reference.reachabilityFence(result);
        }
    }

    private static long usedAfterCollection() {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 2; i++) {
            System.gc();
            used = Math.min(used, MEMORY.getHeapMemoryUsage().getUsed());
        }
        return used;
    }
}
