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
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Claims by leases in a state store, which end with the session of the process. What is claimed at once costs one read and a commit
 * for each hundred, and what is given up at once a commit for each hundred. Nothing is left behind. If the store cannot be reached,
 * or the session has ended, work is done without a claim.
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
        int claims;

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
    public Map<Digest, Claim> tryClaimAll(Set<Digest> works) {
        Map<Digest, Claim> claims = new HashMap<>();
        Map<String, Digest> free = new LinkedHashMap<>();
        synchronized (held) {
            for (Digest work : works) {
                Shared shared = held.get(work);
                if (shared != null && shared.lease.isHeld()) {
                    claims.put(work, claim(work, shared));
                } else {
                    free.put(work.toString(), work);
                }
            }
        }
        if (!free.isEmpty()) {
            acquire(free, claims);
        }
        return claims;
    }

    private void acquire(Map<String, Digest> free, Map<Digest, Claim> claims) {
        if (session.state() == SessionState.LOST || session.state() == SessionState.CLOSED) {
            free.values().forEach(work -> claims.put(work, NONE));
            return;
        }
        try {
            Map<String, Lease> taken = leases.tryAcquireAll(free.keySet(), session);
            synchronized (held) {
                taken.forEach((name, lease) -> {
                    Digest work = Objects.requireNonNull(free.get(name));
                    Shared shared = new Shared(lease);
                    held.put(work, shared);
                    claims.put(work, claim(work, shared));
                });
            }
        } catch (WeirflowException e) {
            if (e.is(ErrorKind.CANCELED)) {
                throw e;
            }
            LOG.log(System.Logger.Level.WARNING, () -> "work is done without claims: " + e.failure());
            free.values().forEach(work -> claims.put(work, NONE));
        }
    }

    /** Returns another claim that a lease stands for. Called with the lock. */
    private Claim claim(Digest work, Shared shared) {
        shared.claims++;
        return new Held(work, shared);
    }

    /** One of the claims that a lease stands for. */
    private final class Held implements Claim {
        private final Digest work;
        private final Shared shared;
        private boolean released;

        Held(Digest work, Shared shared) {
            this.work = work;
            this.shared = shared;
        }

        @Override
        public void release() {
            releaseAll(List.of(this));
        }

        /** Gives it up; returns the lease if that stands for no other claim any more. */
        Optional<Lease> giveUp() {
            synchronized (held) {
                if (released) {
                    return Optional.empty();
                }
                released = true;
                shared.claims--;
                if (shared.claims > 0) {
                    return Optional.empty();
                }
                held.remove(work, shared);
                return Optional.of(shared.lease);
            }
        }
    }

    @Override
    public void releaseAll(Collection<Claim> claims) {
        List<Lease> free = new ArrayList<>();
        for (Claim claim : claims) {
            if (claim instanceof Held mine) {
                mine.giveUp().ifPresent(free::add);
            }
        }
        try {
            leases.retireAll(free);
        } catch (WeirflowException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> "claims were left to end by themselves: " + e.failure());
        }
    }
}
