package io.weirflow.run.history;

import io.weirflow.base.Ulid;
import io.weirflow.store.Commit;
import io.weirflow.store.Commits;
import io.weirflow.store.Scan;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import io.weirflow.store.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Removes an evaluation: first its tasks, a part in each commit, with what lists them; then itself. */
final class Forgetting {
    private final StateStore store;
    private final HistoryRecords records;

    Forgetting(StateStore store, HistoryRecords records) {
        this.store = store;
        this.records = records;
    }

    /** Removes some tasks, or the evaluation if there are none; returns whether it did something. */
    boolean some(Ulid evaluation, int limit) {
        List<StateRecord> tasks = store.scan(Scan.of(records.partition(evaluation))
                        .prefix(HistoryRecords.TASK)
                        .limit(limit))
                .records();
        List<Write> writes = new ArrayList<>();
        tasks.forEach(task -> writes.addAll(records.remove(PastTask.read(task))));
        if (tasks.isEmpty()) {
            Optional<StateRecord> record = store.get(records.evaluation(evaluation));
            record.ifPresent(found -> writes.addAll(records.remove(PastEvaluation.read(found))));
        }
        if (writes.isEmpty()) {
            return false;
        }
        Commits.on(store).send(Commit.of(writes)).ifPresent(conflict -> {
            throw conflict.toException();
        });
        return true;
    }
}
