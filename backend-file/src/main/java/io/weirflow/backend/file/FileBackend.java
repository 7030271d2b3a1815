package io.weirflow.backend.file;

import io.weirflow.Weirflow;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.blob.BlobMux;
import io.weirflow.exec.Executor;
import io.weirflow.exec.process.ProcessExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A runtime whose state is in one folder: repository, index of the cache, and the working folders of local processes. Several
 * processes may use the folder at once. Nothing is written outside of it.
 *
 * <p>Commands run as processes of this user and are not sandboxed.
 */
public final class FileBackend {
    /** How many programs may use a folder at once. */
    private static final int MOST_PROCESSES = 100;

    private FileBackend() {}

    /**
     * Opens the runtime of a folder, which is created if it does not exist; close it when it is no longer used.
     *
     * @throws WeirflowException if the folder cannot be written, or holds something else
     */
    public static Weirflow open(Path folder) {
        Path root = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(root);
        } catch (IOException e) {
            throw FileFailures.writing(e, root, "open", root);
        }
        FileRepository repository = FileRepository.open(root.resolve("repository"));
        FileAssoc assoc = FileAssoc.open(root.resolve("cache.db"));
        BlobMux sources = BlobMux.of(List.of(LocalFileStore.create()));
        Executor executor = executor(root.resolve("processes"), repository, sources);
        return Weirflow.builder()
                .repository(repository)
                .assoc(assoc)
                .executor(executor)
                .sources(sources)
                .closing(assoc)
                .closing(executor)
                .build();
    }

    /** Opens an executor in the first folder that no other process works in: there it finds what one that died left behind. */
    private static Executor executor(Path folder, FileRepository repository, BlobMux sources) {
        for (int place = 0; ; place++) {
            try {
                return ProcessExecutor.builder(folder.resolve(Integer.toString(place)), repository)
                        .blobs(sources)
                        .open();
            } catch (WeirflowException e) {
                if (!e.is(ErrorKind.PRECONDITION) || place == MOST_PROCESSES) {
                    throw e;
                }
            }
        }
    }
}
