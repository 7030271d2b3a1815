package io.weirflow.run.state;

import com.google.common.base.Ticker;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/**
 * The time of a clock as it is, but for steps backwards: from then on it goes on from where it was, until the clock has caught up.
 * Thread-safe.
 */
final class SteadyClock {
    private final Clock clock;
    private final Ticker ticker;
    private long latest;
    private long latestTick;

    SteadyClock(Clock clock, Ticker ticker) {
        this.clock = clock;
        this.ticker = ticker;
        this.latest = clock.millis();
        this.latestTick = ticker.read();
    }

    /** Returns the time in milliseconds. */
    synchronized long millis() {
        long tick = ticker.read();
        long passed = TimeUnit.NANOSECONDS.toMillis(tick - latestTick);
        long now = Math.max(clock.millis(), latest + passed);
        if (now > latest) {
            latest = now;
            latestTick = tick;
        }
        return now;
    }
}
