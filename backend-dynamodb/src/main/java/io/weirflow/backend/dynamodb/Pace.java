package io.weirflow.backend.dynamodb;

import com.google.common.base.Ticker;
import io.weirflow.base.Retry.Sleeper;
import io.weirflow.base.WeirflowException;
import java.time.Duration;

/** Lets a number of steps happen in a second, evenly. Thread-safe. */
final class Pace {
    private final long interval;
    private final Ticker ticker;
    private final Sleeper sleeper;
    private long next;

    Pace(int perSecond, Ticker ticker, Sleeper sleeper) {
        this.interval = Duration.ofSeconds(1).toNanos() / perSecond;
        this.ticker = ticker;
        this.sleeper = sleeper;
        this.next = ticker.read();
    }

    /**
     * Waits until the next step may happen.
     *
     * @throws WeirflowException of kind CANCELED if the thread is interrupted
     */
    void await(String operation) {
        long wait = reserve();
        if (wait > 0) {
            try {
                sleeper.sleep(Duration.ofNanos(wait));
            } catch (InterruptedException e) {
                throw WeirflowException.wrap(e, operation);
            }
        }
    }

    private synchronized long reserve() {
        long now = ticker.read();
        long turn = Math.max(now, next);
        next = turn + interval;
        return turn - now;
    }
}
