package io.weirflow.run.state;

import io.weirflow.base.Ulid;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicReference;

/** Gives identities to runs, which sort in the order in which this process has given them, even within a millisecond. */
final class RunIds {
    private static final Ulid FIRST = new Ulid(0, 0);

    private final Clock clock;
    private final AtomicReference<Ulid> last = new AtomicReference<>(FIRST);

    RunIds(Clock clock) {
        this.clock = clock;
    }

    Ulid next() {
        return last.updateAndGet(before -> {
            Ulid next = Ulid.random(clock);
            boolean sameTime = next.high() >>> 16 == before.high() >>> 16;
            return sameTime ? successor(before) : next;
        });
    }

    private static Ulid successor(Ulid id) {
        long low = id.low() + 1;
        return new Ulid(low == 0 ? id.high() + 1 : id.high(), low);
    }

    /** Returns the least identity of a millisecond. */
    static Ulid least(long millis) {
        return new Ulid(Math.max(0, millis) << 16, 0);
    }
}
