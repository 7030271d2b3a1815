package io.weirflow.testkit;

import com.google.common.base.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A ticker that moves when a test says so, only forwards. Thread-safe. */
public final class ManualTicker extends Ticker {
    private final AtomicLong nanos = new AtomicLong(1_000_000_000);

    /** Creates a ticker. */
    public ManualTicker() {}

    /** Lets time pass. */
    public void advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("a ticker does not go back");
        }
        nanos.addAndGet(time.toNanos());
    }

    @Override
    public long read() {
        return nanos.get();
    }
}
