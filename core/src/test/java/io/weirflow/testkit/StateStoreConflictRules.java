package io.weirflow.testkit;

import static io.weirflow.testkit.StateStoreRules.newKey;
import static io.weirflow.testkit.StateStoreRules.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.store.Commit;
import io.weirflow.store.CommitId;
import io.weirflow.store.Condition;
import io.weirflow.store.Conflict;
import io.weirflow.store.StateKey;
import io.weirflow.store.Write;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Commits whose conditions do not hold. */
interface StateStoreConflictRules extends StateStoreRules {
    @Test
    default void everyKindOfWriteHonoursEveryCondition() {
        for (Write write : new Write[] {
            new Write.Put(newKey(), value("new"), Condition.at(CommitId.random())),
            new Write.Delete(newKey(), Condition.at(CommitId.random())),
            new Write.Check(newKey(), Condition.at(CommitId.random()))
        }) {
            assertConflict(write, Optional.empty());
        }
        for (Condition condition : new Condition[] {Condition.absent(), Condition.at(CommitId.random())}) {
            StateKey key = newKey();
            Optional<CommitId> found = Optional.of(put(key, "old"));
            assertConflict(new Write.Put(key, value("new"), condition), found);
            assertConflict(new Write.Delete(key, condition), found);
            assertConflict(new Write.Check(key, condition), found);
            assertThat(store().get(key).orElseThrow().value()).isEqualTo(value("old"));
        }
    }

    @Test
    default void aConflictNamesEveryFailedWriteInOrderWithTheVersionFound() {
        StateKey taken = newKey();
        StateKey free = newKey();
        StateKey moved = newKey();
        StateKey gone = newKey();
        CommitId takenVersion = put(taken, "taken");
        CommitId stale = put(moved, "old");
        CommitId movedVersion = put(moved, "new");
        Commit commit = Commit.builder()
                .put(free, value("x"), Condition.absent())
                .put(taken, value("x"), Condition.absent())
                .delete(moved, Condition.at(stale))
                .check(gone, Condition.at(stale))
                .build();
        Conflict conflict = store().commit(commit).orElseThrow();
        assertThat(conflict.commit()).isEqualTo(commit.id());
        assertThat(conflict.failures())
                .containsExactly(
                        new Conflict.FailedWrite(1, commit.writes().get(1), Optional.of(takenVersion)),
                        new Conflict.FailedWrite(2, commit.writes().get(2), Optional.of(movedVersion)),
                        new Conflict.FailedWrite(3, commit.writes().get(3), Optional.empty()));
        assertThat(conflict.names(taken)).isTrue();
        assertThat(conflict.names(free)).isFalse();
    }

    @Test
    default void aConflictLeavesNothingBehind() {
        StateKey before = newKey();
        StateKey deleted = newKey();
        StateKey failing = newKey();
        StateKey after = newKey();
        CommitId kept = put(deleted, "kept");
        put(failing, "there");
        Commit commit = Commit.builder()
                .put(before, value("x"), Condition.any())
                .delete(deleted, Condition.at(kept))
                .check(failing, Condition.absent())
                .put(after, value("x"), Condition.absent())
                .build();
        assertThat(store().commit(commit)).isPresent();
        assertThat(store().get(before)).isEmpty();
        assertThat(store().get(after)).isEmpty();
        assertThat(store().get(deleted).orElseThrow().version()).isEqualTo(kept);
        assertThat(another().get(before)).isEmpty();
    }

    @Test
    default void anotherCommitSucceedsAfterAConflict() {
        StateKey key = newKey();
        CommitId version = put(key, "one");
        assertThat(store().commit(Commit.builder()
                        .put(key, value("two"), Condition.absent())
                        .build()))
                .isPresent();
        assertThat(store().commit(Commit.builder()
                        .put(key, value("two"), Condition.at(version))
                        .build()))
                .isEmpty();
    }

    @Test
    default void commitOrFailNamesTheKeyAndBothVersions() {
        StateKey key = newKey();
        CommitId found = put(key, "one");
        CommitId expected = CommitId.random();
        Commit commit = Commit.builder().delete(key, Condition.at(expected)).build();
        assertThatThrownBy(() -> store().commitOrFail(commit))
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.PRECONDITION))
                .hasMessageContaining(key.sort())
                .hasMessageContaining(found.toString())
                .hasMessageContaining(expected.toString());
    }

    private void assertConflict(Write write, Optional<CommitId> found) {
        Commit commit = Commit.of(write);
        assertThat(store().commit(commit))
                .as(write.toString())
                .hasValueSatisfying(conflict ->
                        assertThat(conflict.failures()).containsExactly(new Conflict.FailedWrite(0, write, found)));
    }

    private CommitId put(StateKey key, String text) {
        Commit commit = Commit.builder().put(key, value(text), Condition.any()).build();
        assertThat(store().commit(commit)).isEmpty();
        return commit.id();
    }
}
