package io.weirflow.backend.file;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Utf8Order;
import io.weirflow.base.WeirflowException;
import io.weirflow.blob.Bucket;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** The one bucket of {@link LocalFileStore}, whose class comment states the rules. */
final class LocalBucket implements Bucket {
    private final Observations observations;
    private final ContentHasher hasher = new ContentHasher();
    private final Clock clock;

    LocalBucket(Observations observations, Clock clock) {
        this.observations = observations;
        this.clock = clock;
    }

    @Override
    public String location() {
        return FileUrls.LOCATION;
    }

    @Override
    public Optional<Path> localFile(String key) {
        return Optional.of(FileUrls.filePath(key));
    }

    @Override
    public File stat(String key) {
        Path path = FileUrls.filePath(key);
        return Snapshot.describe(url(key), fileStatus(path, "stat"));
    }

    /** Looks at a path that is to be a file. */
    private static FileStatus fileStatus(Path path, String operation) {
        FileStatus status = status(path, operation)
                .orElseThrow(() -> WeirflowException.of(ErrorKind.NOT_EXIST, operation, "there is no such file", path));
        return switch (status.type()) {
            case FILE -> status;
            case FOLDER ->
                throw WeirflowException.of(
                        ErrorKind.NOT_EXIST, operation, "this is a folder: the URL of a folder ends in a slash", path);
            case SPECIAL ->
                throw WeirflowException.of(
                        ErrorKind.INVALID, operation, "this is a socket, pipe or device, not a file", path);
        };
    }

    private static Optional<FileStatus> status(Path path, String operation) {
        try {
            return Optional.of(FileStatus.of(path));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (FileSystemException e) {
            if (String.valueOf(e.getReason()).contains("Not a directory")) {
                return Optional.empty();
            }
            throw FileFailures.reading(e, operation, path);
        } catch (IOException e) {
            throw FileFailures.reading(e, operation, path);
        }
    }

    @Override
    public void scan(String prefix, BiConsumer<String, File> action) {
        Map<String, File> found = new TreeMap<>(Utf8Order.INSTANCE);
        if (isFolder(prefix)) {
            Path folder = FileUrls.folderPath(prefix);
            status(folder, "scan")
                    .filter(status -> status.type() == FileStatus.Type.FOLDER)
                    .ifPresent(status -> FolderWalk.walk(folder, status, (path, relative, files) -> {
                        for (FolderWalk.Entry entry : files) {
                            String key = prefix + relative + entry.name();
                            found.put(key, Snapshot.describe(url(key), entry.status()));
                        }
                    }));
        } else {
            status(FileUrls.filePath(prefix), "scan")
                    .filter(status -> status.type() == FileStatus.Type.FILE)
                    .ifPresent(status -> found.put(prefix, Snapshot.describe(url(prefix), status)));
        }
        found.forEach(action);
    }

    private static boolean isFolder(String prefix) {
        return prefix.isEmpty() || prefix.endsWith("/");
    }

    @Override
    public InputStream open(String key, Optional<String> etag) {
        Path path = FileUrls.filePath(key);
        fileStatus(path, "open"); // opening a pipe would wait for a writer
        if (etag.isPresent()) {
            throw WeirflowException.of(
                    ErrorKind.PRECONDITION,
                    "open",
                    "expected ETag " + etag.get() + ", but files have none: look at the source again",
                    path);
        }
        try {
            return Channels.newInputStream(FileChannel.open(path, StandardOpenOption.READ));
        } catch (IOException e) {
            throw FileFailures.reading(e, "open", path);
        }
    }

    @Override
    public File put(String key, InputStream content, long sizeBytes, Optional<Digest> contentHash) {
        Path path = FileUrls.filePath(key);
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw WeirflowException.of(ErrorKind.PRECONDITION, "put", "there is a folder of this name", path);
        }
        LocalPut.put(path, content, sizeBytes, contentHash);
        return stat(key);
    }

    @Override
    public void delete(Collection<String> keys) {
        for (String key : keys) {
            Path path = FileUrls.filePath(key);
            try {
                if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    Files.deleteIfExists(path);
                }
            } catch (IOException e) {
                throw FileFailures.writing(e, path, "delete", path);
            }
        }
    }

    @Override
    public Fileset snapshot(String prefix) {
        if (!isFolder(prefix)) {
            return snapshotOfFile(prefix);
        }
        Path folder = FileUrls.folderPath(prefix);
        FileStatus status = status(folder, "snapshot")
                .filter(found -> found.type() == FileStatus.Type.FOLDER)
                .orElseThrow(
                        () -> WeirflowException.of(ErrorKind.NOT_EXIST, "snapshot", "there is no such folder", folder));
        return Fileset.directory(new Snapshot(observations, hasher, clock, folder, url(prefix)).take(folder, status));
    }

    private Fileset snapshotOfFile(String key) {
        Path path = FileUrls.filePath(key);
        FolderWalk.Entry entry = new FolderWalk.Entry(path.getFileName().toString(), fileStatus(path, "snapshot"));
        Observation observation = hasher.observe(path, entry)
                .orElseThrow(() -> WeirflowException.of(
                        ErrorKind.NOT_EXIST, "snapshot", "the file was removed while it was read", path));
        return Fileset.of(Snapshot.describe(url(key), observation.status()).withContentHash(observation.digest()));
    }
}
