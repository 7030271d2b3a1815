package io.weirflow.testkit;

import static io.weirflow.testkit.StateStoreRules.newPartition;
import static io.weirflow.testkit.StateStoreRules.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.store.Commit;
import io.weirflow.store.Condition;
import io.weirflow.store.Scan;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import io.weirflow.store.StateValue;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is exactly at a limit is stored. That nothing beyond is accepted is checked where keys, values and commits are built. */
interface StateStoreLimitRules extends StateStoreRules {
    @Test
    default void theLongestKeysAreStoredAndScanned() {
        String partition = newPartition();
        partition += "é".repeat((StateStore.MAX_PARTITION_BYTES - partition.length()) / 2)
                + "x".repeat((StateStore.MAX_PARTITION_BYTES - partition.length()) % 2);
        StateKey one = new StateKey(partition, "\ud83d\ude00".repeat(StateStore.MAX_SORT_BYTES / 4));
        StateKey two = new StateKey(partition, "y".repeat(StateStore.MAX_SORT_BYTES));
        Commit commit = Commit.builder()
                .put(one, value("one"), Condition.absent())
                .put(two, value("two"), Condition.absent())
                .build();
        assertThat(store().commit(commit)).isEmpty();
        assertThat(store().get(one)).contains(new StateRecord(one, value("one"), commit.id()));
        assertThat(store().scan(Scan.of(partition)).records())
                .extracting(StateRecord::key)
                .containsExactly(two, one);
        assertThat(store().scan(Scan.of(partition).behind(store().get(two).orElseThrow()))
                        .records())
                .extracting(StateRecord::key)
                .containsExactly(one);
    }

    @Test
    default void theLargestValueIsStored() {
        StateKey key = new StateKey(newPartition(), "large");
        byte[] bytes = new byte[StateStore.MAX_VALUE_BYTES];
        new Random(1).nextBytes(bytes);
        store().commitOrFail(Commit.builder()
                .put(key, StateValue.of(bytes), Condition.absent())
                .build());
        assertThat(another().get(key).orElseThrow().value().bytes()).isEqualTo(bytes);
    }

    @Test
    default void aCommitOfTheLargestNumberOfWritesIsExecuted() {
        String partition = newPartition();
        Commit.Builder commit = Commit.builder();
        for (int i = 0; i < StateStore.MAX_WRITES; i++) {
            commit.put(new StateKey(partition, StateKey.number(i)), value("x"), Condition.absent());
        }
        assertThat(store().commit(commit.build())).isEmpty();
        assertThat(store().scan(Scan.of(partition).limit(StateStore.MAX_SCAN)).records())
                .hasSize(StateStore.MAX_WRITES);
    }

    @Test
    default void aCommitOfTheLargestSizeIsExecuted() {
        String partition = newPartition();
        StateValue large = StateValue.wrap(new byte[StateStore.MAX_VALUE_BYTES]);
        Commit.Builder commit = Commit.builder();
        int left = StateStore.MAX_COMMIT_BYTES;
        for (int i = 0; left > 0; i++) {
            StateKey key = new StateKey(partition, StateKey.number(i));
            StateValue fitting =
                    StateValue.of(Arrays.copyOf(large.bytes(), Math.min(large.size(), left - key.bytes())));
            commit.put(key, fitting, Condition.absent());
            left -= key.bytes() + fitting.size();
        }
        assertThat(left).isZero();
        assertThat(store().commit(commit.build())).isEmpty();
        assertThat(store().get(new StateKey(partition, StateKey.number(9)))).isPresent();
    }
}
