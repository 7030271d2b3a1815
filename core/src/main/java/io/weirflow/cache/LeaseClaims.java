package io.weirflow.cache;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.store.StateStore;
import io.weirflow.store.lease.Lease;
import io.weirflow.store.lease.Leases;
import io.weirflow.store.lease.Session;
import io.weirflow.store.lease.SessionState;
import io.weirflow.store.lease.Sessions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Claims by leases in a state store, which end with the session of the process. A claim costs a read and two commits, and leaves
 * nothing behind. If the store cannot be reached, or the session has ended, work is done without a claim.
 */
public final class LeaseClaims implements Claims {
    private static final System.Logger LOG = System.getLogger(LeaseClaims.class.getName());
    private static final Claim NONE = () -> {};

    private final Leases leases;
    private final Session session;
    private final Duration pollInterval;
    private final Map<Digest, Shared> held = new HashMap<>();

    /** A lease that this process holds, and for how many claims. */
    private static final class Shared {
        final Lease lease;
        int claims = 1;

        Shared(Lease lease) {
            this.lease = lease;
        }
    }

    private LeaseClaims(Leases leases, Session session, Duration pollInterval) {
        this.leases = leases;
        this.session = session;
        this.pollInterval = pollInterval;
    }

    /**
     * Returns the claims of a process.
     *
     * @param namespace what keeps apart the claims of evaluators that do not share a cache
     * @param sessions the sessions of all these processes; somebody must sweep them
     * @param session the session of this process; is not closed
     * @param pollInterval after how long is looked again for work of others
     */
    public static LeaseClaims of(
            StateStore store, String namespace, Sessions sessions, Session session, Duration pollInterval) {
        return new LeaseClaims(Leases.of(store, namespace + "/claims", sessions), session, pollInterval);
    }

    @Override
    public Duration pollInterval() {
        return pollInterval;
    }

    @Override
    public Optional<Claim> tryClaim(Digest work) {
        synchronized (held) {
            Shared shared = held.get(work);
            if (shared != null && shared.lease.isHeld()) {
                shared.claims++;
                return Optional.of(claim(work, shared));
            }
        }
        if (session.state() == SessionState.LOST || session.state() == SessionState.CLOSED) {
            return Optional.of(NONE);
        }
        try {
            return leases.tryAcquire(work.toString(), session).map(lease -> hold(work, lease));
        } catch (WeirflowException e) {
            if (e.is(ErrorKind.CANCELED)) {
                throw e;
            }
            LOG.log(System.Logger.Level.WARNING, () -> "work is done without a claim: " + e.failure());
            return Optional.of(NONE);
        }
    }

    private Claim hold(Digest work, Lease lease) {
        Shared shared = new Shared(lease);
        synchronized (held) {
            held.put(work, shared);
        }
        return claim(work, shared);
    }

    private Claim claim(Digest work, Shared shared) {
        AtomicBoolean released = new AtomicBoolean();
        return () -> {
            if (released.compareAndSet(false, true)) {
                release(work, shared);
            }
        };
    }

    private void release(Digest work, Shared shared) {
        synchronized (held) {
            shared.claims--;
            if (shared.claims > 0) {
                return;
            }
            held.remove(work, shared);
        }
        try {
            boolean wasHeld = shared.lease.retire();
            LOG.log(System.Logger.Level.TRACE, "released {0}, held until then: {1}", shared.lease, wasHeld);
        } catch (WeirflowException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> "a claim was left to end by itself: " + e.failure());
        }
    }
}
