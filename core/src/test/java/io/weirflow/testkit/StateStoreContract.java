package io.weirflow.testkit;

import io.weirflow.store.StateStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * The contract of {@link StateStore}. Each implementation has a subclass that says how a store is opened.
 */
public abstract class StateStoreContract
        implements StateStoreCommitRules,
                StateStoreConflictRules,
                StateStoreRetryRules,
                StateStoreScanRules,
                StateStoreLimitRules,
                StateStoreWatchRules,
                StateStoreConcurrencyRules {
    private final List<StateStore> opened = new ArrayList<>();

    /**
     * Opens a handle on the state that the current test uses. Each call gives a further handle on the same state, where there
     * can be several. A handle that is {@link AutoCloseable} is closed after the test.
     */
    protected abstract StateStore open() throws Exception;

    @BeforeEach
    final void openTheStore() throws Exception {
        opened.add(open());
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

    @Override
    public final StateStore store() {
        return opened.get(0);
    }

    @Override
    public final StateStore another() {
        try {
            opened.add(open());
        } catch (Exception e) {
            throw new AssertionError("cannot open another handle", e);
        }
        return opened.get(opened.size() - 1);
    }
}
