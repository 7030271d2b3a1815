package io.weirflow.store.lease;

import io.weirflow.store.MemoryStateStore;
import io.weirflow.store.StateStore;
import io.weirflow.testkit.LeaseContract;

class MemoryLeaseTest extends LeaseContract {
    private final MemoryStateStore store = new MemoryStateStore();

    @Override
    protected StateStore open() {
        return store;
    }
}
