package io.weirflow.testkit;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.store.Commit;
import io.weirflow.store.Condition;
import io.weirflow.store.Conflict;
import io.weirflow.store.Scan;
import io.weirflow.store.ScanPage;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import io.weirflow.store.Write;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One process's view of a store that fails as networks and processes do. A {@link Plan} is asked before each operation; it may
 * also block, to make the store slow or to let others come first. Thread-safe if the plan is.
 */
public final class FaultyStateStore implements StateStore {
    /** What happens to an operation. */
    public enum Fault {
        /** It is executed. */
        NONE,
        /** It fails with kind UNAVAILABLE and has no effect. */
        FAILS_BEFORE,
        /** It is executed, and if it is a commit then fails with kind OUTCOME_UNKNOWN. */
        REPLY_LOST,
        /** As {@link #REPLY_LOST}, and the thread is interrupted then. */
        INTERRUPTED,
        /** Somebody else first writes the same value to each record whose version it depends on. */
        CONTENDED,
        /** The process crashes before the operation: this and all later ones throw {@link SimulatedCrash}. */
        CRASH_BEFORE,
        /** The process crashes after the operation. */
        CRASH_AFTER
    }

    /** Decides what happens to each operation. */
    @FunctionalInterface
    public interface Plan {
        /** Returns what happens to the next operation, a commit or else a read. */
        Fault next(boolean isCommit);

        /** Returns a plan without faults. */
        static Plan none() {
            return isCommit -> Fault.NONE;
        }

        /** Returns a plan that does one thing to the commit of the given number, counted from 1. */
        static Plan atCommit(int number, Fault fault) {
            AtomicInteger count = new AtomicInteger();
            return isCommit -> isCommit && count.incrementAndGet() == number ? fault : Fault.NONE;
        }

        /** Returns a plan that at random, with the given probability, does one of the given things. */
        static Plan random(Random random, double probability, Fault... faults) {
            return isCommit -> random.nextDouble() < probability ? faults[random.nextInt(faults.length)] : Fault.NONE;
        }
    }

    /** The end of a simulated process. */
    public static final class SimulatedCrash extends RuntimeException {
        private static final long serialVersionUID = 1;

        SimulatedCrash() {
            super("simulated crash");
        }
    }

    private final StateStore store;
    private final Plan plan;
    private volatile boolean crashed;

    /** Creates a view of a store. */
    public FaultyStateStore(StateStore store, Plan plan) {
        this.store = store;
        this.plan = plan;
    }

    /** Lets the process crash now. */
    public void crash() {
        crashed = true;
    }

    /** Tells whether the process has crashed. */
    public boolean hasCrashed() {
        return crashed;
    }

    private Fault next(boolean isCommit) {
        failIfCrashed();
        Fault fault = plan.next(isCommit);
        if (fault == Fault.CRASH_BEFORE) {
            crashed = true;
        }
        failIfCrashed();
        if (fault == Fault.FAILS_BEFORE) {
            throw WeirflowException.of(ErrorKind.UNAVAILABLE, "state store", "injected: nothing was done");
        }
        return fault;
    }

    private void failIfCrashed() {
        if (crashed) {
            throw new SimulatedCrash();
        }
    }

    private void after(Fault fault) {
        if (fault == Fault.CRASH_AFTER) {
            crashed = true;
        }
        failIfCrashed();
    }

    @Override
    public Optional<Conflict> commit(Commit commit) {
        Fault fault = next(true);
        if (fault == Fault.CONTENDED) {
            commit.writes().forEach(this::contend);
        }
        Optional<Conflict> conflict = store.commit(commit);
        after(fault);
        if (fault == Fault.INTERRUPTED) {
            Thread.currentThread().interrupt();
        }
        if (fault == Fault.REPLY_LOST || fault == Fault.INTERRUPTED) {
            throw WeirflowException.of(
                    ErrorKind.OUTCOME_UNKNOWN, "commit", "injected: the reply was lost", commit.id());
        }
        return conflict;
    }

    private void contend(Write write) {
        if (write.condition() instanceof Condition.AtVersion at) {
            Optional<StateRecord> record = store.get(write.key());
            if (record.isPresent()) {
                Commit same = Commit.builder()
                        .put(write.key(), record.get().value(), at)
                        .build();
                store.commit(same).ifPresent(conflict -> {
                    // It is at another version already, which is contention enough.
                });
            }
        }
    }

    @Override
    public Map<StateKey, StateRecord> getAll(Collection<StateKey> keys) {
        Fault fault = next(false);
        Map<StateKey, StateRecord> found = store.getAll(List.copyOf(keys));
        after(fault);
        return found;
    }

    @Override
    public ScanPage scan(Scan scan) {
        Fault fault = next(false);
        ScanPage page = store.scan(scan);
        after(fault);
        return page;
    }

    @Override
    public Watch watch(String partition, Runnable action) {
        return store.watch(partition, () -> {
            if (!crashed) {
                action.run();
            }
        });
    }
}
