package io.weirflow.backend.file;

import io.weirflow.store.StateStore;
import io.weirflow.testkit.SharedStateStoreContract;
import io.weirflow.testkit.StateStoreOpener;
import io.weirflow.testkit.StateStoreProcess;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileStateStoreSharedTest extends SharedStateStoreContract {
    @TempDir
    Path folder;

    @Override
    protected StateStore open() {
        return FileStateStore.open(file());
    }

    @Override
    protected StateStoreProcess startProcess() throws IOException {
        return StateStoreProcess.start(Opener.class, file().toString());
    }

    private Path file() {
        return folder.resolve("state.db");
    }

    /** Opens the database in another process. */
    public static final class Opener implements StateStoreOpener {
        @Override
        public StateStore open(String argument) {
            return FileStateStore.open(Path.of(argument));
        }
    }
}
