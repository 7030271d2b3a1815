package io.weirflow.backend.file;

import io.weirflow.store.StateStore;
import io.weirflow.testkit.RunStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileRunStoreTest extends RunStoreContract {
    @TempDir
    Path folder;

    @Override
    protected StateStore open() {
        return FileStateStore.open(folder.resolve("state.db"));
    }

    /** Each commit is forced to disk, and each crash is a run of its own. */
    @Override
    public int crashStride() {
        return 5;
    }
}
