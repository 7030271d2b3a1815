package io.weirflow.examples.benchmarks;

/**
 * One measurement.
 *
 * @param operations how many operations were done
 * @param cpuNanos the CPU time of the whole process, garbage collection and compilation included
 * @param wallNanos the wall time
 * @param retainedBytes the heap that the result holds
 */
record Sample(long operations, long cpuNanos, long wallNanos, long retainedBytes) {
    double cpuNanosPerOperation() {
        return (double) cpuNanos / operations;
    }

    double operationsPerCpuSecond() {
        return operations * 1e9 / cpuNanos;
    }

    double retainedBytesPerOperation() {
        return (double) retainedBytes / operations;
    }
}
