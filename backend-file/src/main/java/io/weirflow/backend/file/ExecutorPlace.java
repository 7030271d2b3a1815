package io.weirflow.backend.file;

import io.weirflow.blob.BlobMux;
import io.weirflow.repository.Repository;
import java.nio.file.Path;

/**
 * Where the executor of a {@link FileBackend} works.
 *
 * @param folder the folder for its execs, which may not exist yet
 * @param repository the repository of the runtime: an executor over it copies nothing
 * @param sources where URLs are found
 */
public record ExecutorPlace(Path folder, Repository repository, BlobMux sources) {}
