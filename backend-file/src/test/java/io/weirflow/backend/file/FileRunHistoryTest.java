package io.weirflow.backend.file;

import io.weirflow.store.StateStore;
import io.weirflow.testkit.RunHistoryContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileRunHistoryTest extends RunHistoryContract {
    @TempDir
    Path folder;

    @Override
    protected StateStore open() {
        return FileStateStore.open(folder.resolve("state.db"));
    }
}
