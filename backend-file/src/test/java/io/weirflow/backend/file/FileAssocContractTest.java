package io.weirflow.backend.file;

import io.weirflow.cache.Assoc;
import io.weirflow.cache.AssocKey;
import io.weirflow.testkit.AssocContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

final class FileAssocContractTest extends AssocContract {
    @TempDir
    Path folder;

    private final List<FileAssoc> opened = new ArrayList<>();
    private Path file = Path.of("none");

    @Override
    protected Assoc newAssoc() throws IOException {
        file = Files.createTempDirectory(folder, "assoc").resolve("weirflow.db");
        return open();
    }

    private FileAssoc open() {
        FileAssoc assoc = FileAssoc.open(file, labels());
        opened.add(assoc);
        return assoc;
    }

    @Override
    protected Set<String> labels() {
        return Set.of("team=blue", "project=one two");
    }

    @Override
    protected Optional<Assoc> reopen() {
        ((FileAssoc) assoc).close();
        return Optional.of(open());
    }

    @Override
    protected Optional<Assoc> secondHandle() {
        return Optional.of(open());
    }

    @Override
    protected boolean backdate(AssocKey key, Instant lastUse) {
        try (Database database = Database.open(file, Schema.ASSOC)) {
            return database.write("backdate", session -> {
                PreparedStatement update = session.statement("UPDATE assoc SET used = ? WHERE kind = ? AND digest = ?");
                update.setLong(1, lastUse.getEpochSecond());
                update.setString(2, key.kind().text());
                update.setBytes(3, key.digest().toBytes());
                return update.executeUpdate() == 1;
            });
        }
    }

    @AfterEach
    void close() {
        opened.forEach(FileAssoc::close);
    }
}
