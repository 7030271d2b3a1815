package io.weirflow.executor.docker;

import com.github.dockerjava.api.model.MemoryStatsConfig;
import com.github.dockerjava.api.model.Statistics;
import com.github.dockerjava.api.model.StatsConfig;
import com.google.common.base.Ticker;
import io.weirflow.exec.staged.Usage;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Follows what a container uses, by the engine's stream of statistics. The stream is opened only for containers that have run for a
 * while: most end before it would tell anything, and what they used in all is known at their end.
 */
final class StatsFollower implements AutoCloseable {
    private static final long YOUNG_NANOS = Duration.ofSeconds(1).toNanos();

    private final Engine engine;
    private final String container;
    private final Ticker ticker;
    private final long startNanos;
    private final AtomicReference<Usage> latest = new AtomicReference<>(Usage.UNKNOWN);
    private @Nullable Stream stream;
    private boolean closed;

    StatsFollower(Engine engine, String container, Ticker ticker) {
        this.engine = engine;
        this.container = container;
        this.ticker = ticker;
        this.startNanos = ticker.read();
    }

    /** Returns what was told since the last call, each once, so that no time is counted in which nothing was told. */
    Usage latest() {
        if (ticker.read() - startNanos > YOUNG_NANOS) {
            open();
        }
        return latest.getAndSet(Usage.UNKNOWN);
    }

    private synchronized void open() {
        if (stream == null && !closed) {
            // Returns at once: the request is made on a thread of the client.
            stream = engine.client().statsCmd(container).exec(new Stream());
        }
    }

    @Override
    public void close() {
        Stream open;
        synchronized (this) {
            closed = true;
            open = stream;
        }
        if (open != null) {
            open.close();
        }
    }

    /** Returns what statistics say: memory without the page cache, as Reflow counts it. */
    static Usage usage(Statistics statistics) {
        Optional<Duration> cpuTime = Optional.ofNullable(statistics.getCpuStats())
                .flatMap(cpu -> Optional.ofNullable(cpu.getCpuUsage()))
                .flatMap(usage -> Optional.ofNullable(usage.getTotalUsage()))
                .filter(nanos -> nanos > 0)
                .map(Duration::ofNanos);
        MemoryStatsConfig memory = statistics.getMemoryStats();
        if (memory == null || memory.getUsage() == null) {
            return new Usage(cpuTime, OptionalLong.empty());
        }
        return new Usage(cpuTime, OptionalLong.of(Math.max(0, memory.getUsage() - cache(memory.getStats()))));
    }

    private static long cache(@Nullable StatsConfig stats) {
        if (stats == null) {
            return 0;
        }
        if (stats.getTotalCache() != null) {
            return stats.getTotalCache();
        }
        return orZero(stats.getActiveFile()) + orZero(stats.getInactiveFile()); // control groups of version 2
    }

    private static long orZero(@Nullable Long value) {
        return value == null ? 0 : value;
    }

    private final class Stream extends EngineStream<Statistics> {
        @Override
        public void onNext(Statistics statistics) {
            Usage usage = usage(statistics);
            if (usage.cpuTime().isPresent() || usage.memoryBytes().isPresent()) {
                latest.set(usage);
            }
        }
    }
}
