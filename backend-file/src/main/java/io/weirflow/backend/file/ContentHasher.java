package io.weirflow.backend.file;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Reads files and tells what content they have. Thread-safe. */
final class ContentHasher {
    private static final int TRIES = 5;

    private final BlockingQueue<IngestBuffer> buffers =
            new ArrayBlockingQueue<>(2 * Runtime.getRuntime().availableProcessors());

    /**
     * Reads a file whose status was seen before, and returns what it was found to be, or nothing if it is gone. Is read again if
     * it changes meanwhile.
     *
     * @throws WeirflowException of kind TEMPORARY if it changes each time
     */
    Optional<Observation> observe(Path path, FolderWalk.Entry seen) {
        IngestBuffer pooled = buffers.poll();
        IngestBuffer buffer = pooled == null ? new IngestBuffer() : pooled;
        try {
            FileStatus before = seen.status();
            for (int tries = 0; tries < TRIES; tries++) {
                Digest digest = read(path, buffer);
                FileStatus after = FileStatus.of(path);
                if (after.isSameContent(before)) {
                    return Optional.of(new Observation(seen.name(), after, digest));
                }
                before = after;
            }
            throw WeirflowException.of(
                    ErrorKind.TEMPORARY, "snapshot", "the file changes again and again while it is read", path);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw FileFailures.reading(e, "snapshot", path);
        } finally {
            buffers.offer(buffer);
        }
    }

    private static Digest read(Path path, IngestBuffer buffer) throws IOException {
        buffer.reset();
        try (FileChannel in = FileChannel.open(path, StandardOpenOption.READ)) {
            while (buffer.fill(in)) {}
            return buffer.finish();
        }
    }
}
