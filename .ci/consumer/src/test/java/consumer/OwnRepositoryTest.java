package consumer;

import io.weirflow.repository.MemoryRepository;
import io.weirflow.repository.Repository;
import io.weirflow.testkit.RepositoryContract;

/** A backend of the host's own: one interface implemented, one test class extended. */
class OwnRepositoryTest extends RepositoryContract {
    @Override
    protected Repository newRepository() {
        return MemoryRepository.create();
    }
}
