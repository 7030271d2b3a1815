package io.weirflow.testkit;

import static io.weirflow.testkit.StateStoreRules.newKey;
import static io.weirflow.testkit.StateStoreRules.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.store.Commit;
import io.weirflow.store.CommitId;
import io.weirflow.store.Condition;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import org.junit.jupiter.api.Test;

/** A commit that is sent again because its reply was lost. */
interface StateStoreRetryRules extends StateStoreRules {
    @Test
    default void aCommitSentAgainSucceedsOnce() {
        StateKey created = newKey();
        StateKey replaced = newKey();
        StateKey deleted = newKey();
        CommitId replacedVersion = put(replaced);
        CommitId deletedVersion = put(deleted);
        Commit commit = Commit.builder()
                .put(created, value("new"), Condition.absent())
                .put(replaced, value("new"), Condition.at(replacedVersion))
                .delete(deleted, Condition.at(deletedVersion))
                .build();
        assertThat(store().commit(commit)).isEmpty();
        assertThat(store().commit(commit)).isEmpty();
        assertThat(store().get(created)).contains(new StateRecord(created, value("new"), commit.id()));
        assertThat(store().get(replaced)).contains(new StateRecord(replaced, value("new"), commit.id()));
        assertThat(store().get(deleted)).isEmpty();
    }

    @Test
    default void aCommitOfDeletesSentAgainSucceeds() {
        StateKey key = newKey();
        Commit commit = Commit.builder().delete(key, Condition.at(put(key))).build();
        assertThat(store().commit(commit)).isEmpty();
        assertThat(store().commit(commit)).isEmpty();
    }

    @Test
    default void aCommitSentAgainSucceedsWithoutUndoingWhatOthersDidSince() {
        StateKey created = newKey();
        StateKey overwritten = newKey();
        StateKey deleted = newKey();
        CommitId deletedVersion = put(deleted);
        Commit commit = Commit.builder()
                .put(created, value("first"), Condition.absent())
                .put(overwritten, value("first"), Condition.any())
                .delete(deleted, Condition.at(deletedVersion))
                .build();
        assertThat(store().commit(commit)).isEmpty();
        another()
                .commitOrFail(Commit.builder()
                        .delete(created, Condition.at(commit.id()))
                        .put(overwritten, value("second"), Condition.at(commit.id()))
                        .put(deleted, value("second"), Condition.absent())
                        .build());
        assertThat(store().commit(commit)).isEmpty();
        assertThat(store().get(created)).isEmpty();
        assertThat(store().get(overwritten).orElseThrow().value()).isEqualTo(value("second"));
        assertThat(store().get(deleted).orElseThrow().value()).isEqualTo(value("second"));
    }

    @Test
    default void anotherHandleRecognisesACommitByARecordThatStillStands() {
        StateKey standing = newKey();
        StateKey deleted = newKey();
        Commit commit = Commit.builder()
                .put(standing, value("first"), Condition.any())
                .put(deleted, value("first"), Condition.absent())
                .build();
        assertThat(store().commit(commit)).isEmpty();
        store().commitOrFail(Commit.builder().delete(deleted, Condition.any()).build());
        assertThat(another().commit(commit)).isEmpty();
        assertThat(store().get(deleted)).isEmpty();
    }

    @Test
    default void aCommitWithAnotherIdIsAnotherCommit() {
        StateKey key = newKey();
        Commit commit =
                Commit.builder().put(key, value("x"), Condition.absent()).build();
        assertThat(store().commit(commit)).isEmpty();
        assertThat(store().commit(Commit.of(commit.writes()))).isPresent();
    }

    private CommitId put(StateKey key) {
        Commit commit = Commit.builder().put(key, value("old"), Condition.any()).build();
        assertThat(store().commit(commit)).isEmpty();
        return commit.id();
    }
}
