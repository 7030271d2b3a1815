package io.weirflow.testkit;

import static io.weirflow.testkit.StateStoreRules.newPartition;
import static io.weirflow.testkit.StateStoreRules.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.store.Commit;
import io.weirflow.store.Condition;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateStore;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Hints about changes. Only that they come in the plain case is asked; nothing may depend on each of them. */
interface StateStoreWatchRules extends StateStoreRules {
    @Test
    default void aPutAndADeleteAreHintedAtToWhoWatchesThePartition() throws InterruptedException {
        StateKey key = new StateKey(newPartition(), "key");
        for (Commit commit : new Commit[] {
            Commit.builder().put(key, value("x"), Condition.any()).build(),
            Commit.builder().delete(key, Condition.any()).build()
        }) {
            CountDownLatch hinted = new CountDownLatch(1);
            try (StateStore.Watch watch = store().watch(key.partition(), hinted::countDown)) {
                assertThat(watch).isNotNull();
                store().commitOrFail(commit);
                assertThat(hinted.await(10, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    default void theChangeIsVisibleToWhoWasHintedAtIt() throws InterruptedException {
        StateKey key = new StateKey(newPartition(), "key");
        CountDownLatch hinted = new CountDownLatch(1);
        try (StateStore.Watch watch = store().watch(key.partition(), hinted::countDown)) {
            assertThat(watch).isNotNull();
            Thread committer = new Thread(() -> store().commitOrFail(Commit.builder()
                    .put(key, value("x"), Condition.any())
                    .build()));
            committer.start();
            assertThat(hinted.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(store().get(key)).isPresent();
            committer.join();
        }
    }

    @Test
    default void aFailingWatchDoesNotDisturbTheCommit() {
        StateKey key = new StateKey(newPartition(), "key");
        StateStore.Watch watch = store().watch(key.partition(), () -> {
            throw new IllegalStateException("from a watch");
        });
        assertThat(store().commit(Commit.builder()
                        .put(key, value("x"), Condition.any())
                        .build()))
                .isEmpty();
        watch.close();
        watch.close();
    }
}
