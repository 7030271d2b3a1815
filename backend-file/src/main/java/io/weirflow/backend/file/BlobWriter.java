package io.weirflow.backend.file;

import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Stores content: hashed while it is copied into a temp file, which is then moved into place, over a damaged object if there
 * is one. Content that fits into the buffer is hashed first and compared with the object, so that nothing is written if that is
 * whole.
 */
final class BlobWriter {
    private static final int POOLED_BUFFERS = 2 * Runtime.getRuntime().availableProcessors();

    private final ObjectTree tree;
    private final Durability durability;
    private final Clock clock;
    private final FileAttribute<?>[] readOnly;
    private final BlockingQueue<IngestBuffer> buffers = new ArrayBlockingQueue<>(POOLED_BUFFERS);

    BlobWriter(ObjectTree tree, Durability durability, Clock clock) {
        this.tree = tree;
        this.durability = durability;
        this.clock = clock;
        this.readOnly =
                tree.root().getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r--r--r--"))
                        }
                        : new FileAttribute<?>[0];
    }

    /** Where content comes from. */
    interface Source {
        /** Fills the buffer from where the last call ended; see {@link IngestBuffer#fill}. */
        boolean fill(IngestBuffer buffer) throws IOException;
    }

    /**
     * Stores what a source gives.
     *
     * @param expected what the content must be; if it is something else nothing is stored and the result is empty
     */
    Optional<File> store(Source source, WriteSession session, Optional<Digest> expected) throws IOException {
        IngestBuffer pooled = buffers.poll();
        IngestBuffer buffer = pooled == null ? new IngestBuffer() : pooled;
        buffer.reset();
        durability.begins(session);
        Optional<File> stored = Optional.empty();
        try {
            stored = source.fill(buffer)
                    ? storeLarge(source, buffer, session, expected)
                    : storeSmall(buffer, session, expected);
        } finally {
            durability.ended(stored.map(File::id).orElse(null));
            buffers.offer(buffer);
        }
        return stored;
    }

    private Optional<File> storeSmall(IngestBuffer buffer, WriteSession session, Optional<Digest> expected)
            throws IOException {
        Digest digest = buffer.finish();
        if (expected.isPresent() && !expected.get().equals(digest)) {
            return Optional.empty();
        }
        File file = File.resolved(digest, buffer.length());
        if (!reuse(file, buffer)) {
            Path temp = session.next();
            try (FileChannel out = create(temp)) {
                buffer.writeTo(out);
            } catch (IOException | RuntimeException e) {
                discard(temp, e);
                throw e;
            }
            install(temp, digest);
        }
        return Optional.of(file);
    }

    private Optional<File> storeLarge(
            Source source, IngestBuffer buffer, WriteSession session, Optional<Digest> expected) throws IOException {
        Path temp = session.next();
        File file;
        try (FileChannel out = create(temp)) {
            long size = buffer.length();
            buffer.writeTo(out);
            boolean more = true;
            while (more) {
                more = source.fill(buffer);
                buffer.writeTo(out);
                size += buffer.length();
            }
            file = File.resolved(buffer.finish(), size);
        } catch (IOException | RuntimeException e) {
            discard(temp, e);
            throw e;
        }
        if (expected.isPresent() && !expected.get().equals(file.id())) {
            discard(temp, null);
            return Optional.empty();
        }
        install(temp, file.id());
        return Optional.of(file);
    }

    /**
     * Takes over a file that has the content which a digest names, by a hard link, once it was read and found right. Returns
     * false if it was not, or if links cannot reach it; the caller copies it then.
     */
    boolean link(Path file, Digest digest, WriteSession session) throws IOException {
        Path temp = session.next();
        try {
            Files.createLink(temp, file);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            return false; // another device, or a file of somebody else
        }
        durability.begins(session);
        boolean stored = false;
        try {
            if (Evictor.isIntact(digest, temp)) {
                Files.setLastModifiedTime(temp, FileTime.from(clock.instant()));
                tree.install(temp, digest);
                stored = true;
            }
        } finally {
            durability.ended(stored ? digest : null);
            Files.deleteIfExists(
                    temp); // still there if the object is the same file already: then a rename does nothing
        }
        return stored;
    }

    private FileChannel create(Path temp) throws IOException {
        return FileChannel.open(temp, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW), readOnly);
    }

    private void install(Path temp, Digest digest) throws IOException {
        try {
            tree.install(temp, digest);
        } catch (IOException e) {
            discard(temp, e);
            throw e;
        }
    }

    /**
     * Takes the object that is there, if it is whole. It becomes young, so that a collection does not take it for garbage;
     * whether it is still there is asked after that, since a collection may be at it already.
     */
    private boolean reuse(File file, IngestBuffer content) {
        java.io.File object = tree.file(file.id());
        if (object.length() != file.sizeBytes()) {
            return false;
        }
        try (FileChannel in = FileChannel.open(object.toPath(), StandardOpenOption.READ)) {
            if (!content.isContentOf(in)) {
                content.restore();
                return false;
            }
            Files.setLastModifiedTime(object.toPath(), FileTime.from(clock.instant()));
        } catch (IOException e) {
            content.restore();
            return false; // it went away, or belongs to another user: written anew, it is ours
        }
        if (!object.exists()) {
            content.restore();
            return false;
        }
        return true;
    }

    private static void discard(Path temp, @Nullable Exception reason) {
        try {
            Files.deleteIfExists(temp);
        } catch (NoSuchFileException e) {
            // gone
        } catch (IOException e) {
            if (reason != null) {
                reason.addSuppressed(e);
            }
        }
    }
}
