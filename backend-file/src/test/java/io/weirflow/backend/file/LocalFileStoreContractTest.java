package io.weirflow.backend.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.blob.BlobStore;
import io.weirflow.testkit.BlobStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

final class LocalFileStoreContractTest extends BlobStoreContract {
    @TempDir
    Path folder;

    private Database database = null;

    @Override
    protected BlobStore newStore() throws IOException {
        Files.createDirectory(folder.resolve("bucket"));
        database = Database.open(folder.resolve("weirflow.db"), Schema.ASSOC);
        return new LocalFileStore(new StoredObservations(database, Clock.systemUTC()), Clock.systemUTC());
    }

    @Override
    protected String bucketName() {
        return "";
    }

    @Override
    protected String prefix() {
        return folder.resolve("bucket").toString().substring(1) + '/';
    }

    /** A file is not a folder as well; and Java can express names beyond ASCII only if the locale lets it. */
    @Override
    protected boolean canHold(String key) {
        try {
            return !key.equals("b/c/d") && Path.of(key).toString().equals(key);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    @Override
    protected boolean hasEtags() {
        return false;
    }

    @Override
    protected int bufferBytes() {
        return IngestBuffer.SIZE_BYTES;
    }

    @Override
    protected void assertNothingEscaped() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            assertThat(entries.map(path -> path.getFileName().toString()))
                    .allMatch(name -> name.equals("bucket") || name.startsWith("weirflow.db"));
        }
    }

    @AfterEach
    void close() {
        database.close();
    }
}
