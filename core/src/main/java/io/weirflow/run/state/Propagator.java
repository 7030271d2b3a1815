package io.weirflow.run.state;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Ulid;
import io.weirflow.base.WeirflowException;
import io.weirflow.store.Commit;
import io.weirflow.store.Condition;
import io.weirflow.store.Scan;
import io.weirflow.store.ScanPage;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import io.weirflow.store.lease.Lease;
import io.weirflow.store.lease.Session;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Propagates the runs of which something is in the outbox, each under a lease, so that those that count do not hinder each other.
 * That nothing is counted twice does not depend on the lease: each commit depends on the outbox records that it removes.
 */
final class Propagator {
    private static final int PAGE = 100;

    private final Shared shared;

    Propagator(Shared shared) {
        this.shared = shared;
    }

    boolean propagate(Session session) {
        boolean[] more = {false};
        Parts runs = new Parts();
        for (Ulid run : pending()) {
            runs.add(() -> more[0] |= propagate(run, session));
        }
        runs.end();
        return more[0];
    }

    private boolean propagate(Ulid run, Session session) {
        Optional<Lease> lease = shared.leases().tryAcquire(RunKeys.runLease(run), session);
        if (lease.isEmpty()) {
            return false; // another is at it
        }
        try {
            return new Propagation(shared, shared.graph(run)).run();
        } catch (WeirflowException e) {
            if (!e.is(ErrorKind.NOT_EXIST)
                    || shared.store().get(shared.keys().header(run)).isPresent()) {
                throw e;
            }
            return drop(run); // what came too late for a run that has been removed
        } finally {
            lease.get().retire();
        }
    }

    /** Empties the outbox of a run that is no more. */
    private boolean drop(Ulid run) {
        shared.headers().invalidate(run);
        boolean more = false;
        for (int shard = 0; shard < RunKeys.SHARDS; shard++) {
            ScanPage page = shared.store()
                    .scan(Scan.of(shared.keys().outbox(shard)).prefix(run + "/").limit(StateStore.MAX_WRITES));
            if (!page.records().isEmpty()) {
                Commit.Builder removal = Commit.builder();
                page.records().forEach(entry -> removal.delete(entry.key(), Condition.unchanged(entry)));
                more |= shared.commits().send(removal.build()).isPresent() || page.more();
            }
        }
        return more;
    }

    /** Returns the runs of which something is in the outbox, without reading all that is. */
    private Set<Ulid> pending() {
        Set<Ulid> runs = new LinkedHashSet<>();
        for (int shard = 0; shard < RunKeys.SHARDS; shard++) {
            Scan next = Scan.of(shared.keys().outbox(shard)).limit(PAGE);
            ScanPage page = shared.store().scan(next);
            while (!page.records().isEmpty()) {
                for (StateRecord entry : page.records()) {
                    runs.add(RunKeys.outboxRun(entry));
                }
                if (!page.more()) {
                    break;
                }
                Ulid last = RunKeys.outboxRun(page.records().get(page.records().size() - 1));
                next = next.from(last + "0"); // what follows on all keys that begin with the run and a slash
                page = shared.store().scan(next);
            }
        }
        return runs;
    }
}
