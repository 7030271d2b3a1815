package io.weirflow.repository;

import io.weirflow.digest.Digest;
import io.weirflow.testkit.RepositoryContract;
import java.time.Instant;

final class MemoryRepositoryTest extends RepositoryContract {
    @Override
    protected MemoryRepository newRepository() {
        return MemoryRepository.create();
    }

    @Override
    protected boolean damage(Digest digest, byte[] content) {
        ((MemoryRepository) repository).damage(digest, content);
        return true;
    }

    @Override
    protected boolean backdate(Digest digest, Instant stored) {
        ((MemoryRepository) repository).backdate(digest, stored);
        return true;
    }
}
