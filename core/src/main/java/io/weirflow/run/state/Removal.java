package io.weirflow.run.state;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Ulid;
import io.weirflow.base.WeirflowException;
import io.weirflow.store.Commit;
import io.weirflow.store.Commits;
import io.weirflow.store.Condition;
import io.weirflow.store.Scan;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import io.weirflow.store.StateValue;
import io.weirflow.store.Write;
import io.weirflow.store.lease.Observations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Removes runs, and what is left of those that were not started or not removed completely. */
final class Removal {
    /** Marks a run that is being started. */
    static final StateValue STARTING = StateValue.utf8("starting");

    /** Marks a run that is being removed. */
    private static final StateValue REMOVING = StateValue.utf8("removing");

    /** Who is not done starting after this time has stopped. */
    static final Duration STARTING_LIMIT = Duration.ofMinutes(10);

    private final Shared shared;
    private final Observations observations;

    Removal(Shared shared) {
        this.shared = shared;
        this.observations = new Observations(shared.ticker());
    }

    boolean remove(Ulid run) {
        boolean found = shared.commits().execute("remove run", () -> decide(run));
        if (found) {
            shared.headers().invalidate(run);
            shared.store().get(shared.keys().partial(run)).ifPresent(this::purge);
        }
        return found;
    }

    private Commits.Decision<Boolean> decide(Ulid run) {
        RunKeys keys = shared.keys();
        Map<StateKey, StateRecord> found =
                shared.store().getAll(List.of(keys.header(run), keys.progress(run), keys.partial(run)));
        StateRecord header = found.get(keys.header(run));
        StateRecord progress = found.get(keys.progress(run));
        if (header == null || progress == null) {
            return Commits.nothing(false);
        }
        if (!Progress.read(progress).counts().isComplete()) {
            throw WeirflowException.of(
                    ErrorKind.PRECONDITION, "remove run", "it is not complete: cancel it and wait until it is", run);
        }
        Commit.Builder commit = Commit.builder()
                .delete(header.key(), Condition.unchanged(header))
                .delete(progress.key(), Condition.any())
                .delete(keys.cancellation(run), Condition.any())
                .delete(keys.listed(run), Condition.any())
                .put(keys.partial(run), REMOVING, Condition.any());
        long deadline = RunHeader.read(header).deadlineMillis();
        if (deadline != Long.MIN_VALUE) {
            commit.delete(keys.deadline(run, deadline), Condition.any());
        }
        return Commits.commit(commit.build(), true);
    }

    /** Removes what is left of runs that nobody works on any more. */
    void sweep() {
        List<StateRecord> marks = new ArrayList<>();
        shared.store().scanAll(Scan.of(shared.keys().partial())).forEachRemaining(marks::add);
        Parts runs = new Parts();
        for (StateRecord mark : marks) {
            boolean stopped = observations.unchangedFor(mark).compareTo(STARTING_LIMIT) >= 0;
            if (stopped || mark.value().equals(REMOVING)) {
                runs.add(() -> purge(mark));
            }
        }
        observations.retain(marks.stream().map(StateRecord::key).toList());
        runs.end();
    }

    private void purge(StateRecord mark) {
        Ulid run = Ulid.parse(mark.key().sort());
        StateRecord current = mark;
        if (mark.value().equals(STARTING)) {
            // From now on whoever was starting it is refused.
            Commit taking = Commit.builder()
                    .put(mark.key(), REMOVING, Condition.unchanged(mark))
                    .build();
            if (shared.commits().send(taking).isPresent()) {
                return;
            }
            current = new StateRecord(mark.key(), REMOVING, taking.id());
        }
        purge(shared.keys().graph(run));
        purge(shared.keys().nodes(run));
        purge(shared.keys().attempts(run));
        Optional<?> conflict =
                shared.commits().send(Commit.of(new Write.Delete(mark.key(), Condition.unchanged(current))));
        if (conflict.isPresent()) {
            return; // another has done it
        }
    }

    private void purge(String partition) {
        List<Write> deletes = new ArrayList<>();
        shared.store().scanAll(Scan.of(partition).limit(StateStore.MAX_WRITES)).forEachRemaining(record -> {
            deletes.add(new Write.Delete(record.key(), Condition.any()));
            if (deletes.size() == StateStore.MAX_WRITES) {
                send(deletes);
            }
        });
        if (!deletes.isEmpty()) {
            send(deletes);
        }
    }

    private void send(List<Write> deletes) {
        shared.store().commitOrFail(Commit.of(deletes));
        deletes.clear();
    }
}
