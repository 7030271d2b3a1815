package io.weirflow.run.exec;

import io.weirflow.base.Ulid;
import io.weirflow.digest.Digest;
import io.weirflow.store.Commit;
import io.weirflow.store.Commits;
import io.weirflow.store.Condition;
import io.weirflow.store.Scan;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import io.weirflow.store.StateValue;
import io.weirflow.store.Write;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Which run executes which exec, and which runs nobody needs any more: records that all executors of a namespace share. Thread-safe. */
final class ExecRegister {
    private final StateStore store;
    private final Commits commits;
    private final String namespace;
    private final Clock clock;

    ExecRegister(StateStore store, String namespace, Clock clock) {
        this.store = store;
        this.commits = Commits.on(store);
        this.namespace = namespace;
        this.clock = clock;
    }

    /**
     * Returns the record of an exec: the one that there is, if it is to be kept, else a new one, of a run that is to be started.
     *
     * @param config where what is to be executed is stored
     */
    ExecRecord put(Digest id, Digest config, Predicate<ExecRecord> isKept) {
        StateKey key = ExecRecord.key(namespace, id);
        return commits.execute("put exec", () -> {
            Optional<StateRecord> read = store.get(key);
            Optional<ExecRecord> old = read.map(ExecRecord::read);
            if (old.isPresent() && isKept.test(old.get())) {
                return Commits.nothing(old.get());
            }
            ExecRecord fresh = new ExecRecord(id, Ulid.random(clock), config, clock.instant());
            Commit.Builder commit = Commit.builder().put(key, fresh.value(), Condition.unchanged(read));
            old.ifPresent(record -> commit.add(unwanted(record)));
            return Commits.commit(commit.build(), fresh);
        });
    }

    Optional<ExecRecord> find(Digest id) {
        return store.get(ExecRecord.key(namespace, id)).map(ExecRecord::read);
    }

    List<ExecRecord> all() {
        List<ExecRecord> all = new ArrayList<>();
        store.scanAll(Scan.of(ExecRecord.partition(namespace)).limit(StateStore.MAX_SCAN))
                .forEachRemaining(record -> all.add(ExecRecord.read(record)));
        return all;
    }

    /** Removes the record of an exec, if there is one, and notes that its run is not needed any more. */
    Optional<ExecRecord> remove(Digest id) {
        StateKey key = ExecRecord.key(namespace, id);
        return commits.execute("remove exec", () -> {
            Optional<StateRecord> read = store.get(key);
            if (read.isEmpty()) {
                return Commits.nothing(Optional.<ExecRecord>empty());
            }
            ExecRecord record = ExecRecord.read(read.get());
            Commit commit = Commit.builder()
                    .delete(key, Condition.unchanged(read))
                    .add(unwanted(record))
                    .build();
            return Commits.commit(commit, Optional.of(record));
        });
    }

    private Write unwanted(ExecRecord record) {
        return new Write.Put(unwanted(record.run()), StateValue.EMPTY, Condition.any());
    }

    private StateKey unwanted(Ulid run) {
        return new StateKey(ExecRecord.unwanted(namespace), run.toString());
    }

    /** Returns some of the runs that are not needed any more. */
    List<Ulid> unwanted() {
        return store.scan(Scan.of(ExecRecord.unwanted(namespace))).records().stream()
                .map(mark -> Ulid.parse(mark.key().sort()))
                .toList();
    }

    /** Forgets a run that was removed. */
    void forget(Ulid run) {
        commits.send(Commit.of(new Write.Delete(unwanted(run), Condition.any())))
                .ifPresent(conflict -> {});
    }
}
