package io.weirflow.testkit;

import static io.weirflow.testkit.StateStoreRules.newPartition;
import static io.weirflow.testkit.StateStoreRules.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.store.Commit;
import io.weirflow.store.Condition;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Many users at once, through one handle and through several. */
interface StateStoreConcurrencyRules extends StateStoreRules {
    @RepeatedTest(5)
    default void whatConcurrentUsersSeeIsExplainedByOneCommitAfterTheOther(RepetitionInfo repetition) throws Exception {
        StateStore another = another();
        List<StateStore> handles = List.of(store(), another, store(), another);
        ConcurrentStateUsers.run(repetition.getCurrentRepetition(), handles, 40);
    }

    @Test
    default void whoSeesOneWriteOfACommitSeesTheOther() throws Exception {
        StateStore another = another();
        String partition = newPartition();
        StateKey first = new StateKey(partition, "first");
        StateKey second = new StateKey(partition, "second");
        AtomicBoolean done = new AtomicBoolean();
        inParallel(3, thread -> {
            try {
                if (thread == 0) {
                    for (int number = 1; number <= 50 && !done.get(); number++) {
                        store().commitOrFail(Commit.builder()
                                .put(first, value(Integer.toString(number)), Condition.any())
                                .put(second, value(Integer.toString(number)), Condition.any())
                                .build());
                    }
                }
                StateStore store = thread == 1 ? another : store();
                while (thread != 0 && !done.get()) {
                    assertThat(number(store, second)).isLessThanOrEqualTo(number(store, first));
                    assertThat(number(store, first)).isLessThanOrEqualTo(number(store, second));
                }
                return true;
            } finally {
                // Also who has found a defect ends it for all.
                done.set(true);
            }
        });
        assertThat(number(another, first)).isEqualTo(50);
        assertThat(number(another, second)).isEqualTo(50);
    }

    private static int number(StateStore store, StateKey key) {
        return store.get(key)
                .map(record -> Integer.parseInt(record.value().utf8()))
                .orElse(0);
    }

    @Test
    default void ofManyCreatorsExactlyOneWins() throws Exception {
        StateStore another = another();
        for (int round = 0; round < 10; round++) {
            StateKey key = StateStoreRules.newKey();
            List<Boolean> won = inParallel(
                    4,
                    thread -> (thread % 2 == 0 ? store() : another)
                            .commit(Commit.builder()
                                    .put(key, value("by " + thread), Condition.absent())
                                    .build())
                            .isEmpty());
            assertThat(won).containsOnlyOnce(true);
            int winner = won.indexOf(true);
            assertThat(store().get(key).orElseThrow().value()).isEqualTo(value("by " + winner));
        }
    }

    @Test
    default void noIncrementIsLost() throws Exception {
        StateStore another = another();
        StateKey key = StateStoreRules.newKey();
        int increments = 25;
        inParallel(3, thread -> {
            StateStore store = thread == 0 ? another : store();
            for (int i = 0; i < increments; i++) {
                increment(store, key);
            }
            return true;
        });
        assertThat(store().get(key).orElseThrow().value().utf8()).isEqualTo(String.valueOf(3 * increments));
    }

    @Test
    default void commitsOfDifferentKeysDoNotConflict() throws Exception {
        String partition = newPartition();
        List<Boolean> done = inParallel(4, thread -> {
            for (int i = 0; i < 25; i++) {
                StateKey key = new StateKey(partition, thread + "/" + i);
                if (store().commit(Commit.builder()
                                .put(key, value("x"), Condition.absent())
                                .build())
                        .isPresent()) {
                    return false;
                }
            }
            return true;
        });
        assertThat(done).containsOnly(true);
    }

    private static void increment(StateStore store, StateKey key) {
        while (true) {
            Optional<StateRecord> record = store.get(key);
            int count = record.map(r -> Integer.parseInt(r.value().utf8())).orElse(0);
            if (store.commit(Commit.builder()
                            .put(key, value(String.valueOf(count + 1)), Condition.unchanged(record))
                            .build())
                    .isEmpty()) {
                return;
            }
        }
    }

    /** What one of several threads does. */
    interface Part<T> {
        /** Does the part of the thread with the given number. */
        T run(int thread) throws Exception;
    }

    private static <T> List<T> inParallel(int count, Part<T> part) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            CyclicBarrier start = new CyclicBarrier(count);
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int thread = i;
                futures.add(threads.submit(() -> {
                    start.await();
                    return part.run(thread);
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
