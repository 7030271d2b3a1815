package io.weirflow.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.store.DefectiveStateStore.Defect;
import io.weirflow.testkit.ConcurrentStateUsers;
import io.weirflow.testkit.FaultyStateStore;
import io.weirflow.testkit.FaultyStateStore.Fault;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Random users of a store at once: what they saw has one order that explains it. */
class StateStorePropertyTest {
    @Property(tries = 60)
    void concurrentCommitsAreLinearizable(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int users)
            throws Exception {
        StateStore store = new MemoryStateStore();
        ConcurrentStateUsers.run(seed, Collections.nCopies(users, store), 60);
    }

    @Property(tries = 60)
    void lostRepliesAndContentionHideNothing(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int users)
            throws Exception {
        StateStore store = new MemoryStateStore();
        List<StateStore> handles = new ArrayList<>();
        for (int i = 0; i < users; i++) {
            handles.add(new FaultyStateStore(
                    store,
                    FaultyStateStore.Plan.random(new Random(seed + i), 0.1, Fault.FAILS_BEFORE, Fault.REPLY_LOST)));
        }
        ConcurrentStateUsers.run(seed, handles, 30);
    }

    @Test
    void aStoreThatForgetsRetriesIsFoundBeforeLong() {
        DefectiveStateStore.State state = new DefectiveStateStore.State();
        assertThatThrownBy(() -> {
                    for (int seed = 0; seed < 200; seed++) {
                        ConcurrentStateUsers.run(
                                seed,
                                List.of(new FaultyStateStore(
                                        new DefectiveStateStore(Defect.A_RETRY_CONFLICTS, state),
                                        FaultyStateStore.Plan.random(new Random(seed), 0.5, Fault.REPLY_LOST))),
                                60);
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no order of the operations");
    }
}
