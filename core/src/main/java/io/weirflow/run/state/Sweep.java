package io.weirflow.run.state;

import io.weirflow.store.lease.Session;

/**
 * Finds what nobody else will touch: claims of sessions that have ended, waits and deadlines that have passed,
 * remains. What cannot be dealt
 * with, such as a record that is damaged, does not keep the rest from being.
 */
final class Sweep {
    private final Shared shared;
    private final Orphans orphans;
    private final Delays delays;
    private final Deadlines deadlines;
    private final Removal removal;
    private final Members members;

    Sweep(Shared shared, Cancellations cancellations, Removal removal, Members members) {
        this.shared = shared;
        this.orphans = new Orphans(shared);
        this.delays = new Delays(shared);
        this.deadlines = new Deadlines(shared, cancellations);
        this.removal = removal;
        this.members = members;
    }

    /** Sweeps once; returns whether there is more to do at once. Fails, after all of it, as the first part that failed. */
    boolean run(Session session) {
        boolean[] more = {false};
        Parts parts = new Parts();
        parts.add(() -> shared.sessions().sweep());
        for (int shard = 0; shard < RunKeys.SHARDS; shard++) {
            int one = shard;
            parts.add(() -> orphans.sweep(one));
            parts.add(() -> more[0] |= delays.sweep(one));
        }
        parts.add(() -> more[0] |= deadlines.sweep());
        parts.add(() -> members.sweep(session));
        parts.add(removal::sweep);
        parts.end();
        return more[0];
    }
}
