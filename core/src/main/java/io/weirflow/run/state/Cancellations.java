package io.weirflow.run.state;

import io.weirflow.base.Ulid;
import io.weirflow.run.Cancellation;
import io.weirflow.store.Commit;
import io.weirflow.store.Commits;
import io.weirflow.store.Condition;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Cancels runs: a record says so at once, an entry in the outbox lets it take effect on the nodes. */
final class Cancellations {
    private final Shared shared;

    Cancellations(Shared shared) {
        this.shared = shared;
    }

    boolean cancel(Ulid run, String reason) {
        RunKeys keys = shared.keys();
        return shared.commits().execute("cancel run", () -> {
            Map<StateKey, StateRecord> found =
                    shared.store().getAll(List.of(keys.progress(run), keys.cancellation(run)));
            StateRecord progress = found.get(keys.progress(run));
            if (progress == null) {
                throw Shared.noSuchRun(run);
            }
            if (found.containsKey(keys.cancellation(run))
                    || Progress.read(progress).counts().isComplete()) {
                return Commits.nothing(false);
            }
            Commit canceling = Commit.builder()
                    .put(
                            keys.cancellation(run),
                            Shared.value(new Cancellation(shared.now(), reason)),
                            Condition.absent())
                    .put(keys.outboxCancel(run), OutboxEntry.cancel().value(), Condition.any())
                    .build();
            return Commits.commit(canceling, true);
        });
    }

    Set<Ulid> of(Collection<Ulid> runs) {
        Map<StateKey, Ulid> asked = new HashMap<>();
        runs.forEach(run -> asked.put(shared.keys().cancellation(run), run));
        if (!asked.isEmpty()) {
            asked.keySet().retainAll(shared.store().getAll(asked.keySet()).keySet());
        }
        return new HashSet<>(asked.values());
    }
}
