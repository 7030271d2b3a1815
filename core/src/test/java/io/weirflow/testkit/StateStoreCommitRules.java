package io.weirflow.testkit;

import static io.weirflow.testkit.StateStoreRules.newKey;
import static io.weirflow.testkit.StateStoreRules.newPartition;
import static io.weirflow.testkit.StateStoreRules.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.store.Commit;
import io.weirflow.store.CommitId;
import io.weirflow.store.Condition;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateValue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Commits whose conditions hold. */
interface StateStoreCommitRules extends StateStoreRules {
    @Test
    default void anUnknownKeyHasNoRecord() {
        assertThat(store().get(newKey())).isEmpty();
        assertThat(store().getAll(List.of(newKey(), newKey()))).isEmpty();
        assertThat(store().getAll(List.of())).isEmpty();
    }

    @Test
    default void aPutRecordHasItsValueAndTheCommitsIdAsVersion() {
        StateKey key = newKey();
        Commit commit =
                Commit.builder().put(key, value("one"), Condition.absent()).build();
        assertThat(store().commit(commit)).isEmpty();
        assertThat(store().get(key)).contains(new StateRecord(key, value("one"), commit.id()));
        assertThat(another().get(key)).contains(new StateRecord(key, value("one"), commit.id()));
    }

    @Test
    default void aPutWithoutConditionReplacesAndGivesANewVersion() {
        StateKey key = newKey();
        CommitId first = put(key, "one");
        CommitId second = put(key, "two");
        assertThat(store().get(key)).contains(new StateRecord(key, value("two"), second));
        assertThat(second).isNotEqualTo(first);
    }

    @Test
    default void aPutAtTheVersionFoundReplaces() {
        StateKey key = newKey();
        CommitId first = put(key, "one");
        Commit commit =
                Commit.builder().put(key, value("two"), Condition.at(first)).build();
        assertThat(another().commit(commit)).isEmpty();
        assertThat(store().get(key).orElseThrow().value()).isEqualTo(value("two"));
    }

    @Test
    default void aDeletedRecordIsGone() {
        StateKey key = newKey();
        CommitId first = put(key, "one");
        assertThat(store().commit(Commit.builder()
                        .delete(key, Condition.at(first))
                        .build()))
                .isEmpty();
        assertThat(store().get(key)).isEmpty();
        assertThat(another().get(key)).isEmpty();
    }

    @Test
    default void deletingNothingIsASuccess() {
        assertThat(store().commit(Commit.builder()
                        .delete(newKey(), Condition.any())
                        .build()))
                .isEmpty();
        assertThat(store().commit(Commit.builder()
                        .delete(newKey(), Condition.absent())
                        .build()))
                .isEmpty();
    }

    @Test
    default void aRecordThatIsCreatedAgainHasAnotherVersion() {
        StateKey key = newKey();
        CommitId first = put(key, "same");
        store().commitOrFail(Commit.builder().delete(key, Condition.any()).build());
        put(key, "same");
        assertThat(store().commit(Commit.builder()
                        .put(key, value("new"), Condition.at(first))
                        .build()))
                .isPresent();
        assertThat(store().get(key).orElseThrow().value()).isEqualTo(value("same"));
    }

    @Test
    default void puttingTheSameValueGivesANewVersion() {
        StateKey key = newKey();
        put(key, "same");
        CommitId second = put(key, "same");
        assertThat(store().get(key).orElseThrow().version()).isEqualTo(second);
    }

    @Test
    default void aCheckChangesNothing() {
        StateKey there = newKey();
        StateKey target = newKey();
        CommitId version = put(there, "one");
        assertThat(store().commit(Commit.builder()
                        .check(there, Condition.at(version))
                        .check(newKey(), Condition.absent())
                        .put(target, value("two"), Condition.absent())
                        .build()))
                .isEmpty();
        assertThat(store().get(there)).contains(new StateRecord(there, value("one"), version));
        assertThat(store().get(target)).isPresent();
    }

    @Test
    default void aCommitOfChecksAloneSucceedsOrConflicts() {
        StateKey key = newKey();
        CommitId version = put(key, "one");
        assertThat(store().commit(Commit.builder()
                        .check(key, Condition.at(version))
                        .build()))
                .isEmpty();
        assertThat(store().commit(
                                Commit.builder().check(key, Condition.absent()).build()))
                .isPresent();
    }

    @Test
    default void oneCommitPutsDeletesAndChecksInSeveralPartitions() {
        StateKey deleted = newKey();
        StateKey replaced = newKey();
        StateKey created = newKey();
        CommitId old = put(deleted, "old");
        put(replaced, "old");
        Commit commit = Commit.builder()
                .delete(deleted, Condition.at(old))
                .put(replaced, value("new"), Condition.any())
                .put(created, value("new"), Condition.absent())
                .build();
        assertThat(store().commit(commit)).isEmpty();
        assertThat(store().getAll(List.of(deleted, replaced, created)).values())
                .containsExactlyInAnyOrder(
                        new StateRecord(replaced, value("new"), commit.id()),
                        new StateRecord(created, value("new"), commit.id()));
    }

    @Test
    default void getAllReturnsThoseThatAreThere() {
        String partition = newPartition();
        Commit.Builder commit = Commit.builder();
        List<StateKey> asked = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            StateKey key = new StateKey(partition, StateKey.number(i));
            commit.put(key, value("v" + i), Condition.absent());
            asked.add(key);
            asked.add(new StateKey(partition, "absent " + i));
            asked.add(new StateKey(newPartition(), "absent"));
        }
        asked.add(asked.get(0));
        store().commitOrFail(commit.build());
        assertThat(store().getAll(asked)).hasSize(100).allSatisfy((key, record) -> {
            assertThat(record.key()).isEqualTo(key);
            assertThat(record.value().utf8()).isEqualTo("v" + Integer.parseInt(key.sort()));
        });
    }

    @Test
    default void anEmptyValueIsNotAnAbsentRecord() {
        StateKey key = newKey();
        store().commitOrFail(Commit.builder()
                .put(key, StateValue.EMPTY, Condition.absent())
                .build());
        assertThat(store().get(key).orElseThrow().value().size()).isZero();
    }

    @Test
    default void valuesAreBytesNotText() {
        StateKey key = newKey();
        byte[] bytes = new byte[1024];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        store().commitOrFail(Commit.builder()
                .put(key, StateValue.of(bytes), Condition.absent())
                .build());
        assertThat(another().get(key).orElseThrow().value().bytes()).isEqualTo(bytes);
    }

    @Test
    default void keysThatDifferInCaseAccentsOrSpacesAreDifferent() {
        String partition = newPartition();
        List<String> sorts =
                List.of("a", "A", "a ", " a", "á", "a\u0301", "a/", "%", "_", "'", "\"", "\\", "\uD83D\uDE00");
        for (String sort : sorts) {
            put(new StateKey(partition, sort), sort);
            put(new StateKey(partition + sort, "key"), sort);
        }
        for (String sort : sorts) {
            assertThat(store().get(new StateKey(partition, sort)).orElseThrow().value())
                    .isEqualTo(value(sort));
            assertThat(store().get(new StateKey(partition + sort, "key"))
                            .orElseThrow()
                            .value())
                    .isEqualTo(value(sort));
        }
    }

    private CommitId put(StateKey key, String text) {
        Commit commit = Commit.builder().put(key, value(text), Condition.any()).build();
        assertThat(store().commit(commit)).isEmpty();
        return commit.id();
    }
}
