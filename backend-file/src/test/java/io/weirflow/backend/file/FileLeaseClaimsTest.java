package io.weirflow.backend.file;

import io.weirflow.store.StateStore;
import io.weirflow.testkit.LeaseClaimsContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileLeaseClaimsTest extends LeaseClaimsContract {
    @TempDir
    Path folder;

    @Override
    protected StateStore open() {
        return FileStateStore.open(folder.resolve("state.db"));
    }
}
