package io.weirflow.backend.file;

import io.weirflow.digest.Digest;
import io.weirflow.repository.Repository;
import io.weirflow.testkit.RepositoryContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

final class FileRepositoryContractTest extends RepositoryContract {
    private final List<FileRepository> opened = new ArrayList<>();
    private Path root = Path.of("none");

    @Override
    protected FileRepository newRepository() throws IOException {
        root = Files.createTempDirectory(folder, "repository");
        return open();
    }

    private FileRepository open() {
        FileRepository repository = FileRepository.open(root);
        opened.add(repository);
        return repository;
    }

    @Override
    protected Optional<Repository> reopen() {
        ((FileRepository) repository).close();
        return Optional.of(open());
    }

    @Override
    protected Optional<Repository> secondHandle() {
        return Optional.of(open());
    }

    @Override
    protected boolean damage(Digest digest, byte[] content) throws IOException {
        Path object = new ObjectTree(root).path(digest);
        Files.delete(object);
        Files.write(object, content);
        return true;
    }

    @Override
    protected boolean backdate(Digest digest, Instant stored) throws IOException {
        Files.setLastModifiedTime(new ObjectTree(root).path(digest), FileTime.from(stored));
        return true;
    }

    @Override
    protected int bufferBytes() {
        return IngestBuffer.SIZE_BYTES;
    }

    @AfterEach
    void close() {
        opened.forEach(FileRepository::close);
    }
}
