package io.weirflow.examples;

import io.weirflow.backend.file.FileRepository;
import io.weirflow.backend.file.FileStateStore;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.exec.Executor;
import io.weirflow.exec.process.ProcessExecutor;
import io.weirflow.repository.Repository;
import io.weirflow.run.RunStore;
import io.weirflow.run.state.StateRunStore;
import io.weirflow.store.StateStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What all processes on one folder share: runs and contents. */
final class RunFolder implements AutoCloseable {
    private static final String NAMESPACE = "examples";
    private static final int MOST_PROCESSES = 100;

    private final Path folder;
    private final FileStateStore store;
    private final FileRepository repository;
    private final RunStore runs;

    private RunFolder(Path folder) {
        this.folder = folder;
        this.store = FileStateStore.open(folder.resolve("runs.db"));
        this.repository = FileRepository.open(folder.resolve("objects"));
        this.runs = StateRunStore.of(store, NAMESPACE);
    }

    static RunFolder open(Path folder) throws IOException {
        Files.createDirectories(folder);
        return new RunFolder(folder);
    }

    RunStore runs() {
        return runs;
    }

    StateStore store() {
        return store;
    }

    Repository repository() {
        return repository;
    }

    /** Opens an executor in the first folder that no other process works in: there it finds what one that died left behind. */
    Executor executor() {
        for (int place = 0; ; place++) {
            try {
                Path execs = folder.resolve("execs").resolve(Integer.toString(place));
                return ProcessExecutor.builder(execs, repository).open();
            } catch (WeirflowException e) {
                if (!e.is(ErrorKind.PRECONDITION) || place == MOST_PROCESSES) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void close() {
        repository.close();
        store.close();
    }
}
