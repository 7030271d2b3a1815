package io.weirflow.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until a test moves it. Thread-safe. */
public final class MutableClock extends Clock {
    private volatile Instant now;

    private MutableClock(Instant now) {
        this.now = now;
    }

    /** Returns a clock that shows a time. */
    public static MutableClock at(Instant now) {
        return new MutableClock(now);
    }

    /** Moves the clock, forwards or, by a negative duration, backwards. */
    public synchronized void advance(Duration duration) {
        now = now.plus(duration);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /** Throws: a test that needs a time zone has no use for this clock. */
    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("this clock shows UTC only");
    }
}
