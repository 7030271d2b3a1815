package io.weirflow.store.queue;

import io.weirflow.store.StateKey;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives out places in a queue: the time in microseconds, but always higher than the place before, so that the order within one
 * object holds even when the clock goes back. Places of different processes are in the order of their clocks.
 */
final class Positions {
    private final Clock clock;
    private final AtomicLong last = new AtomicLong();

    Positions(Clock clock) {
        this.clock = clock;
    }

    String next() {
        long now = Math.max(0, Math.multiplyExact(clock.millis(), 1000));
        return StateKey.number(last.updateAndGet(before -> Math.max(before + 1, now)));
    }
}
