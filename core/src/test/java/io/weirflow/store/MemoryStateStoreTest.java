package io.weirflow.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.testkit.StateStoreContract;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class MemoryStateStoreTest extends StateStoreContract {
    private final MemoryStateStore store = new MemoryStateStore();

    @Override
    protected StateStore open() {
        return store;
    }

    @Test
    void aTornScanSeesOneRecordOfACommitBeforeAndAnotherAfterIt() {
        StateKey a = new StateKey("p", "a");
        StateKey b = new StateKey("p", "b");
        AtomicReference<Runnable> between = new AtomicReference<>(() -> {});
        StateStore tearing = MemoryStateStore.tearing(key -> {
            if (key.equals(b)) {
                between.getAndSet(() -> {}).run();
            }
        });
        tearing.commitOrFail(bothTo(a, b, "old"));
        between.set(() -> tearing.commitOrFail(bothTo(a, b, "new")));
        assertThat(tearing.scan(Scan.of("p")).records())
                .extracting(record -> record.value().utf8())
                .containsExactly("old", "new");
    }

    private static Commit bothTo(StateKey a, StateKey b, String text) {
        return Commit.builder()
                .put(a, StateValue.utf8(text), Condition.any())
                .put(b, StateValue.utf8(text), Condition.any())
                .build();
    }
}
