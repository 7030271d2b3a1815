package io.weirflow.cache;

import io.weirflow.digest.Digest;
import io.weirflow.repository.MemoryRepository;
import io.weirflow.repository.Repository;
import io.weirflow.testkit.CacheContract;

final class MemoryCacheTest extends CacheContract {
    @Override
    protected Repository newRepository() {
        return MemoryRepository.create();
    }

    @Override
    protected Assoc newAssoc() {
        return MemoryAssoc.create();
    }

    @Override
    protected boolean remove(Repository from, Digest blob) {
        return ((MemoryRepository) from).remove(blob);
    }
}
