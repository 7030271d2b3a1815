package io.weirflow.task;

import com.google.common.io.FileBackedOutputStream;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.repository.Repository;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Holds what is written until it is whole: in memory while it is small, else in a temporary file. */
final class Spool implements AutoCloseable {
    private static final int IN_MEMORY_BYTES = 1 << 20;

    private final FileBackedOutputStream buffer = new FileBackedOutputStream(IN_MEMORY_BYTES);

    OutputStream stream() {
        return buffer;
    }

    /** Stores what was written. */
    File put(Repository repository) throws IOException {
        try (InputStream content = buffer.asByteSource().openBufferedStream()) {
            Digest digest = repository.put(content);
            return File.resolved(digest, buffer.asByteSource().size());
        }
    }

    @Override
    public void close() throws IOException {
        buffer.reset();
    }
}
