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
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** The one bucket of {@link LocalFileStore}. */
final class LocalBucket implements Bucket {
    @Override
    public String location() {
        return FileUrls.LOCATION;
    }

    @Override
    public File stat(String key) {
        Path path = FileUrls.path(key);
        try {
            return describe(path, Files.readAttributes(path, BasicFileAttributes.class));
        } catch (IOException e) {
            throw FileFailures.reading(e, "stat", path);
        }
    }

    private static File describe(Path path, BasicFileAttributes attributes) {
        return File.reference(FileUrls.file(path), "", attributes.size())
                .withLastModified(attributes.lastModifiedTime().toInstant());
    }

    @Override
    public void scan(String prefix, BiConsumer<String, File> action) {
        Path folder = FileUrls.path(prefix);
        Map<String, File> files = new TreeMap<>(Utf8Order.INSTANCE);
        try (Stream<Path> walk = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            for (Path path : (Iterable<Path>) walk::iterator) {
                BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
                if (attributes.isRegularFile()) {
                    files.put(prefix + folder.relativize(path), describe(path, attributes));
                }
            }
        } catch (IOException e) {
            throw FileFailures.reading(e, "scan", folder);
        }
        files.forEach(action);
    }

    @Override
    public InputStream open(String key, Optional<String> etag) {
        Path path = FileUrls.path(key);
        try {
            return Files.newInputStream(path);
        } catch (IOException e) {
            throw FileFailures.reading(e, "open", path);
        }
    }

    @Override
    public File put(String key, InputStream content, long sizeBytes, Optional<Digest> contentHash) {
        Path path = FileUrls.path(key);
        Path folder = java.util.Objects.requireNonNull(path.getParent(), "a path of at least one name has a parent");
        try {
            Files.createDirectories(folder);
            Path temp = Files.createTempFile(folder, ".weirflow-", "");
            try {
                Files.copy(content, temp, StandardCopyOption.REPLACE_EXISTING);
                Files.move(temp, path, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temp);
            }
        } catch (IOException e) {
            throw FileFailures.writing(e, folder, "put", path);
        }
        return stat(key);
    }

    @Override
    public void delete(Collection<String> keys) {
        for (String key : keys) {
            Path path = FileUrls.path(key);
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                throw FileFailures.writing(e, path, "delete", path);
            }
        }
    }

    @Override
    public Fileset snapshot(String prefix) {
        if (prefix.isEmpty() || prefix.endsWith("/")) {
            Path folder = FileUrls.path(prefix);
            if (!Files.isDirectory(folder)) {
                throw WeirflowException.of(ErrorKind.NOT_EXIST, "snapshot", "there is no such folder", folder);
            }
            Map<String, File> files = new TreeMap<>(Utf8Order.INSTANCE);
            scan(prefix, (key, file) -> files.put(key.substring(prefix.length()), hashed(key, file)));
            return Fileset.directory(files);
        }
        return Fileset.of(hashed(prefix, stat(prefix)));
    }

    private static File hashed(String key, File file) {
        Path path = FileUrls.path(key);
        IngestBuffer buffer = new IngestBuffer();
        try (FileChannel in = FileChannel.open(path, StandardOpenOption.READ)) {
            while (buffer.fill(in)) {}
            Digest digest = buffer.finish();
            return file.withContentHash(digest);
        } catch (IOException e) {
            throw FileFailures.reading(e, "snapshot", path);
        }
    }
}
