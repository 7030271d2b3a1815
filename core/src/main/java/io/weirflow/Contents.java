package io.weirflow;

import io.weirflow.blob.BlobMux;
import io.weirflow.fileset.File;
import io.weirflow.repository.Repository;
import io.weirflow.repository.Streams;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The content of files: in the repository, or for references at their sources. */
record Contents(Repository repository, BlobMux sources) {
    /** Opens a file; the caller closes the stream. */
    InputStream open(File file) {
        if (!file.isReference()) {
            return repository.open(file.id());
        }
        BlobMux.Location location = sources.locate(file.source());
        Optional<String> etag = Optional.of(file.etag()).filter(text -> !text.isEmpty());
        return location.bucket().open(location.key(), etag);
    }

    /** Writes a file to a new local one. */
    void write(File file, Path target) {
        if (!file.isReference()) {
            repository.materialize(file.id(), target);
            return;
        }
        try (InputStream in = open(file)) {
            Files.copy(in, target);
        } catch (IOException e) {
            throw Streams.failure(e, "copy", file.source(), target);
        }
    }
}
