package io.weirflow.testkit;

import io.weirflow.run.RunStore;
import io.weirflow.run.state.StateRunStore;
import io.weirflow.store.CommitId;
import io.weirflow.store.StateStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * The contract of {@link RunStore}. Each state store on which runs stand has a subclass that says how it is opened. Every test uses
 * a namespace of its own.
 */
public abstract class RunStoreContract
        implements RunStoreLayerRules,
                RunStoreClaimRules,
                RunStoreEndRules,
                RunStoreListRules,
                RunStoreEventRules,
                RunStoreTimeRules,
                RunStoreNextRules,
                RunStoreConcurrencyRules,
                RunStoreCrashRules {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(5);

    private final List<StateStore> opened = new ArrayList<>();
    private final String namespace = "contract-" + CommitId.random();
    private final ManualClock clock = new ManualClock();
    private final ManualTicker ticker = new ManualTicker();
    private RunWorld world;

    /**
     * Opens a handle on the state that the current test uses. Each call gives a further handle on the same state, where there
     * can be several. A handle that is {@link AutoCloseable} is closed after the test.
     */
    protected abstract StateStore open() throws Exception;

    /** Returns the state store as the store of runs sees it: given the one that was opened, that or another around it. */
    protected StateStore seen(StateStore opened) {
        return opened;
    }

    /** Returns the store of runs under test: given the usual one, that or another in its place. */
    protected RunStore runs(RunStore usual) {
        return usual;
    }

    @BeforeEach
    final void openTheWorld() {
        world = anotherWorld();
    }

    @AfterEach
    final void closeTheStores() throws Exception {
        for (StateStore store : opened) {
            if (store instanceof AutoCloseable closeable) {
                closeable.close();
            }
        }
        opened.clear();
    }

    private StateStore opened() {
        try {
            opened.add(open());
        } catch (Exception e) {
            throw new AssertionError("cannot open a handle", e);
        }
        return opened.get(opened.size() - 1);
    }

    private RunWorld world(StateStore store, String name) {
        return new RunWorld(runs(StateRunStore.of(seen(store), name, clock, ticker, POLL_INTERVAL)), clock, ticker);
    }

    @Override
    public final RunWorld world() {
        return world;
    }

    @Override
    public final RunWorld anotherWorld() {
        return world(opened(), namespace);
    }

    @Override
    public final RunWorld faultyWorld(String name, FaultyStateStore.Plan plan) {
        return world(new FaultyStateStore(opened.get(0), plan), namespace + name);
    }

    @Override
    public final RunWorld worldOf(String name) {
        return world(opened.get(0), namespace + name);
    }

    @Override
    public int repetitions() {
        return 20;
    }

    @Override
    public int crashStride() {
        return 1;
    }
}
