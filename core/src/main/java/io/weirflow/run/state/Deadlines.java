package io.weirflow.run.state;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Ulid;
import io.weirflow.base.WeirflowException;
import io.weirflow.store.Commit;
import io.weirflow.store.Condition;
import io.weirflow.store.Scan;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.Write;
import java.util.List;

/** Cancels runs whose deadline has passed. */
final class Deadlines {
    private final Shared shared;
    private final Cancellations cancellations;

    Deadlines(Shared shared, Cancellations cancellations) {
        this.shared = shared;
        this.cancellations = cancellations;
    }

    /** Cancels some; returns whether there may be more. */
    boolean sweep() {
        String notYet = StateKey.number(Math.max(0, shared.clock().millis()) + 1);
        List<StateRecord> due = shared.store()
                .scan(Scan.of(shared.keys().deadlines()).before(notYet))
                .records();
        Parts runs = new Parts();
        due.forEach(deadline -> runs.add(() -> pass(deadline)));
        runs.end();
        return !due.isEmpty();
    }

    private void pass(StateRecord deadline) {
        String sort = deadline.key().sort();
        cancel(Ulid.parse(sort.substring(sort.indexOf('/') + 1)));
        shared.commits()
                .send(Commit.of(new Write.Delete(deadline.key(), Condition.any())))
                .ifPresent(conflict -> {});
    }

    private void cancel(Ulid run) {
        try {
            cancellations.cancel(run, "its deadline has passed");
        } catch (WeirflowException e) {
            if (!e.is(ErrorKind.NOT_EXIST)) {
                throw e;
            }
        }
    }
}
