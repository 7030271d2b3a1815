package io.weirflow.testkit;

import static io.weirflow.testkit.StorageAssertions.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.ErrorKind;
import io.weirflow.blob.Bucket;
import io.weirflow.exec.Arg;
import io.weirflow.exec.Exec;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.LogStream;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How content comes from sources and goes to sinks. */
abstract class TransferRules extends CommandWatchingRules {
    private File upload(String key, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return store.bucket("bucket").put(key, new ByteArrayInputStream(bytes), bytes.length);
    }

    private String download(String key) throws IOException {
        Bucket bucket = store.bucket("bucket");
        try (InputStream in = bucket.open(key, Optional.empty())) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void anObjectIsInternedAsAFile() {
        upload("folder/x", "content");
        Fileset result = success(ExecConfig.intern("mem://bucket/folder/x"));

        assertThat(text(result)).isEqualTo("content");
        assertThat(result.file().sizeBytes()).isEqualTo(7);
        assertThat(result.file().source()).isEqualTo("mem://bucket/folder/x");
    }

    @Test
    void aFolderIsInternedAsADirectory() {
        upload("folder/a", "1");
        upload("folder/b/c", "2");
        upload("folder/empty", "");
        upload("folders", "not this");
        Fileset result = success(ExecConfig.intern("mem://bucket/folder/"));

        assertThat(result.files()).containsOnlyKeys("a", "b/c", "empty");
        assertThat(text(result.files().get("b/c"))).isEqualTo("2");
        assertThat(result.files().get("empty").sizeBytes()).isZero();
    }

    @Test
    void manyObjectsAreInterned() {
        for (int i = 0; i < 500; i++) {
            upload("many/" + i, "content " + i % 7);
        }
        Fileset result = success(ExecConfig.intern("mem://bucket/many/"));

        assertThat(result.files()).hasSize(500);
        assertThat(text(result.files().get("123"))).isEqualTo("content 4");
    }

    @Test
    void whatAnInternReadsIsWhatWasSeenBefore() {
        upload("x", "old");
        Fileset seen = store.bucket("bucket").snapshot("x");
        Arg snapshot = new Arg.Input(seen);

        assertThat(text(success(ExecConfig.intern("mem://bucket/x").args(List.of(snapshot)))))
                .isEqualTo("old");
        repository.remove(stored("old").id());
        upload("x", "new");
        failure(ErrorKind.PRECONDITION, ExecConfig.intern("mem://bucket/x").args(List.of(snapshot)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mem://bucket/none", "mem://bucket/none/", "mem://nobucket/x"})
    void whatIsNotThereCannotBeInterned(String url) {
        assertThat(failure(ErrorKind.NOT_EXIST, ExecConfig.intern(url)).toString())
                .contains(url);
    }

    @Test
    void anUnknownSchemeAndAMalformedUrlFailClearly() {
        assertThat(failure(ErrorKind.NOT_SUPPORTED, ExecConfig.intern("gopher://x/y"))
                        .toString())
                .contains("gopher", "mem");
        failure(ErrorKind.INVALID, ExecConfig.intern("no url"));
        failure(ErrorKind.INVALID, ExecConfig.extern("no url").args(List.of(in(file("x")))));
    }

    @Test
    void aFileIsExternedToAnObject() throws Exception {
        Fileset result = success(ExecConfig.extern("mem://bucket/out/x").args(List.of(in(file("content")))));

        assertThat(download("out/x")).isEqualTo("content");
        assertThat(result.file().source()).isEqualTo("mem://bucket/out/x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mem://bucket/out", "mem://bucket/out/"})
    void aDirectoryIsExternedBelowAPrefix(String url) throws Exception {
        Fileset result = success(ExecConfig.extern(url).args(List.of(in(directory("a", "1", "b/c", "2")))));

        assertThat(download("out/a")).isEqualTo("1");
        assertThat(download("out/b/c")).isEqualTo("2");
        assertThat(result.files()).containsOnlyKeys("a", "b/c");
    }

    @Test
    void aListIsExternedAsOneDirectory() throws Exception {
        Fileset list = Fileset.list(List.of(directory("a", "1"), directory("b", "2")));
        success(ExecConfig.extern("mem://bucket/out/").args(List.of(in(list))));

        assertThat(download("out/a") + download("out/b")).isEqualTo("12");
    }

    @Test
    void anExternNeedsExactlyOneInput() {
        assertFails(ErrorKind.INVALID, () -> put(ExecConfig.extern("mem://bucket/out/")));
        assertFails(
                ErrorKind.INVALID,
                () -> put(ExecConfig.extern("mem://bucket/out/").args(List.of(in(file("x")), in(file("y"))))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "/x", "a/../../x", "a//b"})
    void aPathThatEscapesIsNotExterned(String path) {
        Fileset evil = Fileset.directory(Map.of(path, stored("evil")));

        failure(ErrorKind.INVALID, ExecConfig.extern("mem://bucket/out/").args(List.of(in(evil))));
    }

    @Test
    void aFileIsNotExternedToAFolder() {
        failure(ErrorKind.INVALID, ExecConfig.extern("mem://bucket/out/").args(List.of(in(file("x")))));
    }

    @Test
    void whatIsMissingCannotBeExterned() {
        File missing = stored("missing");
        repository.remove(missing.id());

        failure(ErrorKind.NOT_EXIST, ExecConfig.extern("mem://bucket/x").args(List.of(in(Fileset.of(missing)))));
    }

    @Test
    void aTransferLeavesALog() {
        upload("x", "content");
        Exec exec = run(ExecConfig.intern("mem://bucket/x"));

        assertThat(log(exec, LogStream.STDERR)).contains("mem://bucket/x", "1 files, 7 bytes");
        assertThat(log(exec, LogStream.STDOUT)).isEmpty();
    }

    @Test
    void referencesAreResolvedByLoading() {
        upload("x", "content");
        Fileset references = Fileset.list(List.of(store.bucket("bucket").snapshot("x"), file("here already")));
        Fileset loaded = executor.load(repository, references);

        assertThat(loaded.isResolved()).isTrue();
        assertThat(text(loaded.elements().get(0))).isEqualTo("content");
        executor.unload(loaded);
        assertFails(ErrorKind.PRECONDITION, () -> executor.unload(loaded));
    }

    @Test
    void aReferenceThatHasChangedIsNotLoaded() {
        upload("x", "old");
        Fileset reference = store.bucket("bucket").snapshot("x");
        upload("x", "new");

        assertFails(ErrorKind.PRECONDITION, () -> executor.load(repository, reference));
    }
}
