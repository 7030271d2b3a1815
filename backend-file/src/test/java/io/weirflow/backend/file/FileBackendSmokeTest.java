package io.weirflow.backend.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.blob.BlobMux;
import io.weirflow.cache.AssocKey;
import io.weirflow.cache.AssocKind;
import io.weirflow.cache.AssocValue;
import io.weirflow.digest.Digest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBackendSmokeTest {
    @TempDir
    Path folder;

    @Test
    void whatWasPutIsReadBack() throws Exception {
        FileRepository repository = FileRepository.open(folder.resolve("objects"));
        Path source = Files.writeString(folder.resolve("source"), "text");
        Digest digest = repository.putFile(source).id();

        assertThat(digest).isEqualTo(Digest.of("text"));
        assertThat(repository.put(new byte[1_000_000])).isEqualTo(Digest.of(new byte[1_000_000]));
        assertThat(repository.read(digest)).asString().isEqualTo("text");
        assertThat(repository.missing(List.of(digest, Digest.of("other")))).isEqualTo(Set.of(Digest.of("other")));
        repository.materialize(digest, folder.resolve("copy"));
        assertThat(folder.resolve("copy")).hasContent("text");
    }

    @Test
    void whatWasStoredIsFoundAfterReopening() {
        AssocKey key = new AssocKey(AssocKind.RESULT, Digest.of("key"));
        AssocKey other = new AssocKey(AssocKind.FILESET, Digest.of("key"));
        Map<AssocKey, AssocValue> entries =
                Map.of(key, AssocValue.inline(new byte[100]), other, AssocValue.reference(Digest.of("value")));
        try (FileAssoc assoc = FileAssoc.open(folder.resolve("weirflow.db"))) {
            assoc.store(entries);
        }
        try (FileAssoc assoc = FileAssoc.open(folder.resolve("weirflow.db"))) {
            assertThat(assoc.get(List.of(key, other))).isEqualTo(entries);
            assertThat(assoc.expand(AssocKind.RESULT, key.digest().hex().substring(0, 5)))
                    .containsExactly(key.digest());
            assertThat(assoc.count()).isEqualTo(2);
        }
    }

    @Test
    void aSnapshotHoldsTheContentOfEachFile() throws Exception {
        Files.createDirectories(folder.resolve("src/sub dir"));
        Files.writeString(folder.resolve("src/sub dir/100%.txt"), "a");
        Files.writeString(folder.resolve("src/b"), "b");
        BlobMux mux = BlobMux.of(List.of(LocalFileStore.create()));

        var files = mux.snapshot(FileUrls.folder(folder.resolve("src"))).files();
        assertThat(files).containsOnlyKeys("b", "sub dir/100%.txt");
        assertThat(files.get("b").contentHash()).hasValue(Digest.of("b"));
        assertThat(mux.snapshot(files.get("sub dir/100%.txt").source()).file().contentHash())
                .hasValue(Digest.of("a"));
    }
}
