package io.weirflow.exec.staged;

import io.weirflow.digest.Digest;
import io.weirflow.exec.Arg;
import io.weirflow.fileset.Fileset;
import io.weirflow.repository.CollectPolicy;
import io.weirflow.repository.LiveSet;
import io.weirflow.repository.Repository;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Removes from an executor's own repository what has no uses any more, many objects at once. What an exec reads or has written
 * is kept. Loads wait while objects are removed, since they might need one of them. Thread-safe.
 */
final class OwnRepository {
    private static final int BATCH = 1000;

    private final Repository repository;
    private final ObjectUses uses;
    private final Supplier<Collection<StagedExec>> execs;
    private int loading;
    private @Nullable Thread collecting;

    OwnRepository(Repository repository, ObjectUses uses, Supplier<Collection<StagedExec>> execs) {
        this.repository = repository;
        this.uses = uses;
        this.execs = execs;
    }

    /** Begins to bring objects here: nothing is removed until {@link #endLoad}. Waits for a removal that is under way. */
    synchronized void beginLoad() throws InterruptedException {
        while (collecting != null) {
            wait();
        }
        loading++;
    }

    synchronized void endLoad() {
        loading--;
        notifyAll();
    }

    /** Removes objects if there are enough of them to be worth it, and nothing is being loaded. */
    void collectIfMany() {
        if (uses.deadCount() >= BATCH) {
            collect();
        }
    }

    /** Removes objects that have no uses, unless something is being loaded. */
    void collect() {
        synchronized (this) {
            if (loading > 0 || collecting != null) {
                return;
            }
            collecting = Thread.currentThread();
        }
        try {
            Set<Digest> dead = uses.takeDead();
            if (!dead.isEmpty()) {
                Set<Digest> inExecs = new HashSet<>();
                execs.get().forEach(exec -> addObjects(exec, inExecs));
                LiveSet live = digest -> uses.isUsed(digest) || inExecs.contains(digest);
                repository.collect(new CollectPolicy(live, LiveSet.exactly(dead), Instant.MIN, false));
            }
        } finally {
            synchronized (this) {
                collecting = null;
                notifyAll();
            }
        }
    }

    private static void addObjects(StagedExec exec, Set<Digest> objects) {
        exec.config().args().forEach(arg -> {
            if (arg instanceof Arg.Input input) {
                add(input.fileset(), objects);
            }
        });
        exec.outcome().ifPresent(outcome -> add(outcome.result().fileset(), objects));
    }

    private static void add(Fileset fileset, Set<Digest> objects) {
        fileset.forEachFile((path, file) -> objects.add(file.digest()));
    }
}
