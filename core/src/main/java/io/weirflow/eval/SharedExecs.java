package io.weirflow.eval;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts who uses each exec among the evaluations of one evaluator, so that two which need the same work share it, and only
 * the last to leave removes it. Thread-safe.
 */
final class SharedExecs {
    private static final int REMOVING = -1;

    private final Map<Digest, Integer> users = new HashMap<>();

    /** Joins the users of an exec; waits while the last one is removing it. */
    synchronized void join(Digest exec) {
        try {
            while (users.getOrDefault(exec, 0) == REMOVING) {
                wait();
            }
        } catch (InterruptedException e) {
            throw WeirflowException.wrap(e, ErrorKind.CANCELED, "put", exec);
        }
        users.merge(exec, 1, Integer::sum);
    }

    /** Leaves an exec, without removing it. */
    synchronized void leave(Digest exec) {
        users.computeIfPresent(exec, (key, count) -> count == 1 ? null : count - 1);
    }

    /** Leaves an exec, and removes it by an action if nobody else uses it. */
    void leave(Digest exec, Runnable remove) {
        synchronized (this) {
            Integer count = users.get(exec);
            if (count == null || count == REMOVING) {
                return;
            }
            if (count > 1) {
                users.put(exec, count - 1);
                return;
            }
            users.put(exec, REMOVING);
        }
        try {
            remove.run();
        } finally {
            synchronized (this) {
                users.remove(exec);
                notifyAll();
            }
        }
    }
}
