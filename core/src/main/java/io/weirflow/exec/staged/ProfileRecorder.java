package io.weirflow.exec.staged;

import io.weirflow.exec.Gauges;
import io.weirflow.exec.Profile;
import io.weirflow.exec.Stats;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Gathers samples of what an exec uses. Thread-safe. */
final class ProfileRecorder {
    private final Clock clock;
    private final Map<String, Series> series = new TreeMap<>();
    private final Map<String, Double> gauges = new TreeMap<>();
    private long lastNanos;
    private Duration lastCpuTime = Duration.ZERO;

    /** Starts at a point of time of the ticker. */
    ProfileRecorder(Clock clock, long startNanos) {
        this.clock = clock;
        this.lastNanos = startNanos;
    }

    /** Takes a sample of CPU and memory. CPU is counted in cores since the sample before. */
    synchronized void sample(Usage usage, long nowNanos) {
        Optional<Duration> cpuTime = usage.cpuTime();
        if (cpuTime.isPresent() && nowNanos > lastNanos) {
            // The CPU time of a process whose parent did not wait for it is no longer in the sum.
            long used = Math.max(0, cpuTime.get().minus(lastCpuTime).toNanos());
            add(Profile.CPU, (double) used / (nowNanos - lastNanos));
            lastCpuTime = cpuTime.get().compareTo(lastCpuTime) > 0 ? cpuTime.get() : lastCpuTime;
            lastNanos = nowNanos;
        }
        usage.memoryBytes().ifPresent(bytes -> add(Profile.MEM, (double) bytes));
    }

    /** Takes a sample of a folder's size, in bytes. */
    synchronized void sample(String quantity, long bytes) {
        add(quantity, (double) bytes);
    }

    /** Takes the last sample: the usage in all. */
    synchronized void finish(Usage total, long nowNanos) {
        sample(total, nowNanos);
        total.cpuTime().ifPresent(time -> add(Profile.CPU_TIME, time.toNanos() / 1e9));
        gauges.clear();
    }

    private void add(String quantity, double value) {
        series.computeIfAbsent(quantity, name -> new Series()).add(value, clock.instant());
        gauges.put(quantity, value);
    }

    synchronized Profile profile() {
        Map<String, Stats> stats = new TreeMap<>();
        series.forEach((name, samples) -> stats.put(name, samples.stats()));
        return new Profile(stats);
    }

    synchronized Gauges gauges() {
        return new Gauges(gauges);
    }

    /** Welford's method, which does not lose precision where the variance is small against the mean. */
    private static final class Series {
        private double max = Double.NEGATIVE_INFINITY;
        private double mean;
        private double squares;
        private long count;
        private Instant first = Instant.EPOCH;
        private Instant last = Instant.EPOCH;

        void add(double value, Instant now) {
            first = count == 0 ? now : first;
            last = now;
            count++;
            double delta = value - mean;
            mean += delta / count;
            squares += delta * (value - mean);
            max = Math.max(max, value);
        }

        Stats stats() {
            return new Stats(max, mean, squares / count, count, first, last);
        }
    }
}
