package io.weirflow;

import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.repository.Streams;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A file that an evaluation gave. Its content can be read as long as the runtime's repository keeps it; reading fails at the
 * latest at its end if the stored content is damaged. Immutable and thread-safe.
 */
public final class FileResult {
    private final File file;
    private final Contents contents;

    FileResult(File file, Contents contents) {
        this.file = file;
        this.contents = contents;
    }

    /** Returns the size in bytes. */
    public long sizeBytes() {
        return file.sizeBytes();
    }

    /** Returns what identifies the content; of a reference to a source what is known of it. */
    public Digest digest() {
        return file.digest();
    }

    /** Opens the content; the caller closes the stream. */
    public InputStream open() {
        return contents.open(file);
    }

    /** Returns the content. For small files. */
    public byte[] bytes() {
        try (InputStream in = open()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw Streams.failure(e, "read", file);
        }
    }

    /** Returns the content as text in UTF-8. For small files. */
    public String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    /**
     * Copies the content to a local file, which is replaced if it exists: whoever opens it sees the old or the new content
     * whole. Folders that do not exist are created.
     *
     * @throws WeirflowException if it cannot be written, then the target is what it was; of kind PRECONDITION if the target is a
     *     folder
     */
    public void copyTo(Path target) {
        LocalCopy.file(file, contents, target);
    }

    /** Returns what is known of the file. */
    @Override
    public String toString() {
        return file.toString();
    }
}
