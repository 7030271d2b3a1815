package io.weirflow.cache;

import io.weirflow.store.MemoryStateStore;
import io.weirflow.store.StateStore;
import io.weirflow.testkit.LeaseClaimsContract;

class MemoryLeaseClaimsTest extends LeaseClaimsContract {
    private final MemoryStateStore store = new MemoryStateStore();

    @Override
    protected StateStore open() {
        return store;
    }
}
