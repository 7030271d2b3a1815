package io.weirflow.examples;

import com.google.common.io.Closer;
import io.weirflow.backend.dynamodb.DynamoStateStore;
import io.weirflow.backend.file.FileRepository;
import io.weirflow.backend.file.FileStateStore;
import io.weirflow.backend.s3.S3BlobStore;
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
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * A folder in which processes work, with what they share: runs and contents. Both are in the folder, unless they are in a table
 * and in a bucket, which processes on other machines with folders of their own share too.
 */
final class RunFolder implements AutoCloseable {
    private static final String NAMESPACE = "examples";
    private static final int MOST_PROCESSES = 100;

    private final Path folder;
    private final Closer closer = Closer.create();
    private final StateStore store;
    private final Repository repository;
    private final RunStore runs;

    private RunFolder(Path folder, CloudOptions cloud) {
        this.folder = folder;
        this.store = cloud.table().map(this::table).orElseGet(this::stateInFolder);
        this.repository = cloud.bucket().map(this::bucket).orElseGet(this::contentsInFolder);
        this.runs = StateRunStore.of(store, NAMESPACE);
    }

    /** Opens a folder in which all is kept. */
    static RunFolder open(Path folder) throws IOException {
        return open(folder, CloudOptions.NONE);
    }

    /** Opens a folder, of which parts are kept elsewhere. */
    static RunFolder open(Path folder, CloudOptions cloud) throws IOException {
        Files.createDirectories(folder);
        return new RunFolder(folder, cloud);
    }

    private StateStore stateInFolder() {
        FileStateStore opened = FileStateStore.open(folder.resolve("runs.db"));
        closer.register(opened::close);
        return opened;
    }

    private Repository contentsInFolder() {
        FileRepository opened = FileRepository.open(folder.resolve("objects"));
        closer.register(opened::close);
        return opened;
    }

    private StateStore table(String name) {
        DynamoDbClient client = DynamoDbClient.create();
        closer.register(client::close);
        return DynamoStateStore.open(client, name);
    }

    private Repository bucket(S3Place place) {
        S3BlobStore s3 = S3BlobStore.builder().build();
        closer.register(s3::close);
        return place.repository(s3);
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
    public void close() throws IOException {
        closer.close();
    }
}
