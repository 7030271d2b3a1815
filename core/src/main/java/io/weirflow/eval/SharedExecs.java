package io.weirflow.eval;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Counts who uses each exec among the evaluations of one evaluator, so that two which need the same work share it, and only
 * the last to leave removes it. Thread-safe.
 */
final class SharedExecs {
    private static final int REMOVING = -1;

    private final Map<Digest, Users> users = new HashMap<>();

    /** Those who use an exec, and what it promoted. */
    private static final class Users {
        private int count;
        private Optional<Fileset> promoted = Optional.empty();
    }

    /** Joins the users of an exec; waits while the last one is removing it. */
    synchronized void join(Digest exec) {
        Users present = users.computeIfAbsent(exec, key -> new Users());
        try {
            while (present.count == REMOVING) {
                wait();
                present = users.computeIfAbsent(exec, key -> new Users());
            }
        } catch (InterruptedException e) {
            throw WeirflowException.wrap(e, ErrorKind.CANCELED, "put", exec);
        }
        present.count++;
    }

    /** Records that an exec moved its result to the executor's repository, where it counts as loaded until the exec goes. */
    synchronized void promoted(Digest exec, Fileset result) {
        Users present = users.get(exec);
        if (present != null) {
            present.promoted = Optional.of(result);
        }
    }

    /** Leaves an exec, without removing it. */
    synchronized void leave(Digest exec) {
        users.computeIfPresent(exec, (key, present) -> --present.count == 0 ? null : present);
    }

    /** Leaves an exec, and removes it by an action if nobody else uses it, which is told what it promoted. */
    void leave(Digest exec, Consumer<Optional<Fileset>> remove) {
        Users present;
        synchronized (this) {
            present = users.get(exec);
            if (present == null || present.count == REMOVING) {
                return;
            }
            if (present.count > 1) {
                present.count--;
                return;
            }
            present.count = REMOVING;
        }
        try {
            remove.accept(present.promoted);
        } finally {
            synchronized (this) {
                users.remove(exec);
                notifyAll();
            }
        }
    }
}
