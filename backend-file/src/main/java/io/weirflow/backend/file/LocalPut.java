package io.weirflow.backend.file;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Ulid;
import io.weirflow.base.WeirflowException;
import io.weirflow.blob.Bucket;
import io.weirflow.digest.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;

/** Writes a file whole: into a temp file beside it, which then takes its name. */
final class LocalPut {
    private LocalPut() {}

    static void put(Path path, InputStream content, long sizeBytes, Optional<Digest> contentHash) {
        Path folder = Objects.requireNonNull(path.getParent(), "a path of at least one name has a parent");
        Path temp = folder.resolve(FolderWalk.TEMP_PREFIX + Ulid.random(Clock.systemUTC()));
        try {
            Files.createDirectories(folder);
            try {
                write(path, temp, content, sizeBytes, contentHash);
                Files.move(temp, path, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temp);
            }
        } catch (FileAlreadyExistsException e) {
            throw WeirflowException.of(
                    ErrorKind.PRECONDITION, "put", "there is a file where a folder is needed: " + e.getFile(), path);
        } catch (IOException e) {
            throw FileFailures.writing(e, folder, "put", path);
        }
    }

    private static void write(Path path, Path temp, InputStream content, long sizeBytes, Optional<Digest> contentHash)
            throws IOException {
        IngestBuffer buffer = new IngestBuffer();
        long size = 0;
        try (FileChannel out = FileChannel.open(temp, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            boolean more = true;
            while (more) {
                more = buffer.fill(content);
                buffer.writeTo(out);
                size += buffer.length();
            }
        }
        Digest digest = buffer.finish();
        if (sizeBytes != Bucket.UNKNOWN_SIZE && sizeBytes != size) {
            throw wrong("expected " + sizeBytes + " bytes, found " + size, path);
        }
        if (contentHash.isPresent() && !contentHash.get().equals(digest)) {
            throw wrong("expected content " + contentHash.get() + ", found " + digest, path);
        }
    }

    private static WeirflowException wrong(String message, Path path) {
        return WeirflowException.of(ErrorKind.INTEGRITY, "put", message + "; nothing was stored", path);
    }
}
