package io.weirflow.store.queue;

import io.weirflow.store.MemoryStateStore;
import io.weirflow.store.StateStore;
import io.weirflow.testkit.WorkQueueContract;

class MemoryWorkQueueTest extends WorkQueueContract {
    private final MemoryStateStore store = new MemoryStateStore();

    @Override
    protected StateStore open() {
        return store;
    }
}
