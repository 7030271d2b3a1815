package io.weirflow.backend.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.blob.BlobMux;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFolderTest {
    @TempDir
    Path folder;

    private final BlobMux mux = BlobMux.of(List.of(LocalFileStore.create()));
    private Path source;

    @BeforeEach
    void create() throws IOException {
        source = Files.createDirectory(folder.resolve("source"));
    }

    @Test
    void allFilesBelowBelongToIt() throws IOException {
        Files.createDirectories(source.resolve("a/.b/empty"));
        Files.writeString(source.resolve("a/.b/.c"), "1");
        Files.writeString(source.resolve("d"), "");

        Fileset snapshot = snapshot();
        assertThat(snapshot.files()).containsOnlyKeys("a/.b/.c", "d");
        assertThat(snapshot.files().get("a/.b/.c").contentHash()).hasValue(Digest.of("1"));
        assertThat(snapshot.files().get("a/.b/.c").source()).isEqualTo(FileUrls.file(source.resolve("a/.b/.c")));
        assertThat(snapshot.files().get("d").lastModified()).isPresent();
    }

    @Test
    void linksAreFollowedWhereverTheyLead() throws IOException {
        Files.createDirectories(folder.resolve("elsewhere/sub"));
        Files.writeString(folder.resolve("elsewhere/sub/file"), "text");
        Files.createSymbolicLink(source.resolve("file link"), folder.resolve("elsewhere/sub/file"));
        Files.createSymbolicLink(source.resolve("folder link"), folder.resolve("elsewhere"));
        Files.createSymbolicLink(source.resolve("twice"), Path.of("folder link/sub"));

        assertThat(snapshot().files()).containsOnlyKeys("file link", "folder link/sub/file", "twice/file");
    }

    @Test
    void aLinkThatLeadsToNothingIsAnErrorThatNamesIt() throws IOException {
        Files.createSymbolicLink(source.resolve("dangling"), Path.of("nothing"));

        assertRefused("dangling");
    }

    @Test
    void aLinkToItselfIsAnErrorThatNamesIt() throws IOException {
        Files.createSymbolicLink(source.resolve("self"), Path.of("self"));

        assertRefused("self");
    }

    @Test
    void aLinkToAFolderThatItLiesInIsAnErrorThatNamesIt() throws IOException {
        Files.createDirectories(source.resolve("a/b"));
        Files.createSymbolicLink(source.resolve("a/b/up"), source.resolve("a"));

        assertRefused("up");
    }

    private void assertRefused(String name) {
        assertThatThrownBy(this::snapshot)
                .hasMessageContaining(name)
                .matches(e -> ((WeirflowException) e).is(ErrorKind.INVALID));
        assertThatThrownBy(() -> mux.locate(FileUrls.folder(source))
                        .bucket()
                        .scan(source.toString().substring(1) + '/', (key, file) -> {}))
                .hasMessageContaining(name);
    }

    @Test
    void pipesHaveNoContentAndAreNotOpened() throws Exception {
        run("mkfifo", source.resolve("pipe").toString());
        Files.writeString(source.resolve("file"), "1");

        assertThat(snapshot().files()).containsOnlyKeys("file");
        for (Runnable attempt : List.<Runnable>of(
                () -> mux.snapshot(FileUrls.file(source.resolve("pipe"))),
                () -> mux.open(mux.stat(FileUrls.file(source.resolve("pipe")))))) {
            assertThatThrownBy(attempt::run).matches(e -> ((WeirflowException) e).is(ErrorKind.INVALID));
        }
    }

    @Test
    void aNameThatIsNoTextIsAnErrorThatNamesIt() throws Exception {
        run("sh", "-c", "touch \"$0\"/bad-$(printf '\\377')-name", source.toString());

        assertRefused("-name");
    }

    @Test
    void aPartOfThePathThatIsAFileIsAnError() throws IOException {
        Files.writeString(source.resolve("file"), "1");
        Path below = source.resolve("file/below");

        assertThatThrownBy(() -> mux.stat(FileUrls.file(below)))
                .matches(e -> ((WeirflowException) e).is(ErrorKind.NOT_EXIST));
        assertThatThrownBy(() -> put(below))
                .hasMessageContaining("a file where a folder is needed")
                .matches(e -> ((WeirflowException) e).is(ErrorKind.PRECONDITION));
        assertThatThrownBy(() -> put(source)).matches(e -> ((WeirflowException) e).is(ErrorKind.PRECONDITION));
    }

    @Test
    void whatAPutIsMakingIsNoFile() throws IOException {
        Files.writeString(source.resolve(FolderWalk.TEMP_PREFIX + "1"), "half");

        assertThat(snapshot().files()).isEmpty();
    }

    @Test
    void aPutReplacesALinkAndNotWhatItLeadsTo() throws IOException {
        Path target = Files.writeString(folder.resolve("target"), "old");
        Files.createSymbolicLink(source.resolve("link"), target);

        put(source.resolve("link"));
        assertThat(target).hasContent("old");
        assertThat(source.resolve("link")).hasContent("new");
    }

    @Test
    void urlsAreRawPathsBothWays() throws IOException {
        for (String name : List.of("a b", "100%", "%20", "q?x=1", "h#x", "new\nline")) {
            Path path = Files.writeString(source.resolve(name), name);
            assertThat(FileUrls.file(path)).isEqualTo("file://" + path);
            assertThat(mux.snapshot(FileUrls.file(path)).file().contentHash()).hasValue(Digest.of(name));
        }
        assertThat(FileUrls.folder(source)).isEqualTo("file://" + source + "/");
        assertThat(FileUrls.folder(Path.of("/"))).isEqualTo("file:///");
    }

    @Test
    void aUrlWithAHostIsRefused() {
        assertThatThrownBy(() -> mux.snapshot("file://host/path"))
                .hasMessageContaining("no host")
                .matches(e -> ((WeirflowException) e).is(ErrorKind.NOT_EXIST));
    }

    private Fileset snapshot() {
        return mux.snapshot(FileUrls.folder(source));
    }

    private void put(Path path) {
        byte[] content = "new".getBytes(StandardCharsets.UTF_8);
        mux.locate(FileUrls.file(path))
                .bucket()
                .put(path.toString().substring(1), new ByteArrayInputStream(content), 3, Optional.empty());
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
