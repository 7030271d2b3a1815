package io.weirflow.backend.file;

import io.weirflow.store.StateStore;
import io.weirflow.testkit.DuRootContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileDuRootTest extends DuRootContract {
    @TempDir
    Path folder;

    @Override
    protected StateStore open() {
        return FileStateStore.open(folder.resolve("state.db"));
    }
}
