package io.weirflow.backend.file;

import io.weirflow.store.StateStore;
import io.weirflow.testkit.JournalContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileJournalTest extends JournalContract {
    @TempDir
    Path folder;

    @Override
    protected StateStore open() {
        return FileStateStore.open(folder.resolve("state.db"));
    }
}
