package io.weirflow.run.state;

import io.weirflow.store.MemoryStateStore;
import io.weirflow.store.StateStore;
import io.weirflow.testkit.RunStoreContract;

class MemoryRunStoreTest extends RunStoreContract {
    private final MemoryStateStore store = new MemoryStateStore();

    @Override
    protected StateStore open() {
        return store;
    }

    @Override
    public int repetitions() {
        return 1000;
    }
}
