package io.weirflow.backend.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryTransferTest {
    @TempDir
    Path folder;

    private FileRepository source;
    private FileRepository target;
    private Digest digest;

    @BeforeEach
    void fill() {
        source = FileRepository.open(folder.resolve("source 100%#?ü"));
        target = FileRepository.open(folder.resolve("target"));
        digest = source.put(Texts.bytes("text"));
    }

    @Test
    void aBlobIsTakenOverAsALink() throws IOException {
        assertThat(target.readFrom(source.uri().orElseThrow(), digest)).isTrue();
        assertThat(target.readFrom(source.uri().orElseThrow(), digest)).isTrue();

        assertThat(target.read(digest)).asString().isEqualTo("text");
        assertThat(Files.isSameFile(object("target"), object("source 100%#?ü"))).isTrue();
        target.flush();
        target.close();
        assertThat(folder.resolve("target/tmp")).isEmptyDirectory();
    }

    @Test
    void aBlobIsPushedToAnotherRepository() {
        assertThat(source.writeTo(target.uri().orElseThrow(), digest)).isTrue();

        assertThat(target.read(digest)).asString().isEqualTo("text");
    }

    @Test
    void aDamagedBlobIsNotTakenOver() throws IOException {
        Files.delete(object("source 100%#?ü"));
        Files.writeString(object("source 100%#?ü"), "tent");

        assertThatThrownBy(() -> target.readFrom(source.uri().orElseThrow(), digest))
                .matches(e -> ((WeirflowException) e).is(ErrorKind.INTEGRITY));
        assertThat(target.missing(List.of(digest))).hasSize(1);
    }

    @Test
    void whatTheSourceLacksDoesNotExist() {
        assertThatThrownBy(() -> target.readFrom(source.uri().orElseThrow(), Digest.of("other")))
                .matches(e -> ((WeirflowException) e).is(ErrorKind.NOT_EXIST));
    }

    @Test
    void otherRepositoriesAreNotReachedDirectly() {
        assertThat(target.readFrom(URI.create("s3://bucket/prefix"), digest)).isFalse();
        assertThat(target.readFrom(URI.create("file://host/folder/"), digest)).isFalse();
        assertThat(source.writeTo(URI.create("inmemory://name"), digest)).isFalse();
    }

    private Path object(String repository) {
        return new ObjectTree(folder.resolve(repository)).path(digest);
    }
}
