package io.weirflow.backend.file;

import io.weirflow.cache.Assoc;
import io.weirflow.digest.Digest;
import io.weirflow.repository.Repository;
import io.weirflow.testkit.CacheContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

final class FileCacheTest extends CacheContract {
    @TempDir
    Path folder;

    private final Map<Repository, Path> roots = new HashMap<>();
    private final List<FileRepository> repositories = new ArrayList<>();
    private final List<FileAssoc> assocs = new ArrayList<>();

    @Override
    protected Repository newRepository() throws IOException {
        Path root = Files.createTempDirectory(folder, "objects");
        FileRepository repository = FileRepository.open(root);
        repositories.add(repository);
        roots.put(repository, root);
        return repository;
    }

    @Override
    protected Assoc newAssoc() throws IOException {
        FileAssoc assoc =
                FileAssoc.open(Files.createTempDirectory(folder, "assoc").resolve("weirflow.db"));
        assocs.add(assoc);
        return assoc;
    }

    @Override
    protected boolean remove(Repository from, Digest blob) throws IOException {
        return Files.deleteIfExists(new ObjectTree(Objects.requireNonNull(roots.get(from))).path(blob));
    }

    @AfterEach
    void close() {
        assocs.forEach(FileAssoc::close);
        repositories.forEach(FileRepository::close);
    }
}
