package io.weirflow.testkit;

import io.weirflow.store.Commit;
import io.weirflow.store.CommitId;
import io.weirflow.store.Condition;
import io.weirflow.store.Conflict;
import io.weirflow.store.Conflict.FailedWrite;
import io.weirflow.store.StateKey;
import io.weirflow.store.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a user of a store did and saw, between two moments: the moment of its effect is somewhere in between. */
sealed interface StateOperation {
    /** Returns when it began, in the order of all beginnings and ends. */
    long begin();

    /** Returns when it ended; {@link Long#MAX_VALUE} if its outcome is unknown. */
    long end();

    /** Returns the versions after it took effect on the given ones, or empty if then it would have seen something else. */
    Optional<Map<StateKey, CommitId>> apply(Map<StateKey, CommitId> versions);

    /** A read of one key; a scan or a batch is one for each key that could have been in it. */
    record Read(long begin, long end, StateKey key, Optional<CommitId> found) implements StateOperation {
        @Override
        public Optional<Map<StateKey, CommitId>> apply(Map<StateKey, CommitId> versions) {
            return Optional.ofNullable(versions.get(key)).equals(found) ? Optional.of(versions) : Optional.empty();
        }
    }

    /** A commit that took effect, or whose outcome is unknown. */
    record Committed(long begin, long end, Commit commit) implements StateOperation {
        @Override
        public Optional<Map<StateKey, CommitId>> apply(Map<StateKey, CommitId> versions) {
            Map<StateKey, CommitId> after = new HashMap<>(versions);
            for (Write write : commit.writes()) {
                if (!holds(write.condition(), versions.get(write.key()))) {
                    return Optional.empty();
                }
                if (write instanceof Write.Put) {
                    after.put(write.key(), commit.id());
                } else if (write instanceof Write.Delete) {
                    after.remove(write.key());
                }
            }
            return Optional.of(after);
        }
    }

    /** A commit that was refused. */
    record Refused(long begin, long end, Commit commit, Conflict conflict) implements StateOperation {
        @Override
        public Optional<Map<StateKey, CommitId>> apply(Map<StateKey, CommitId> versions) {
            List<FailedWrite> expected = new ArrayList<>();
            for (int i = 0; i < commit.writes().size(); i++) {
                Write write = commit.writes().get(i);
                CommitId found = versions.get(write.key());
                if (!holds(write.condition(), found)) {
                    expected.add(new FailedWrite(i, write, Optional.ofNullable(found)));
                }
            }
            return !expected.isEmpty() && expected.equals(conflict.failures())
                    ? Optional.of(versions)
                    : Optional.empty();
        }
    }

    /** The meaning of conditions, told here once more and independently of the code under test. */
    private static boolean holds(Condition condition, CommitId found) {
        if (condition instanceof Condition.AtVersion at) {
            return at.version().equals(found);
        }
        return condition instanceof Condition.Any || found == null;
    }
}
