package io.weirflow.backend.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * What the file system says of a file without reading it. A file whose status is the same has the same content, unless it was
 * changed within the precision of the times. The device is left out: its number may change when the machine starts.
 *
 * @param type what it is
 * @param sizeBytes the size
 * @param modifiedNanos when the content was changed last, since 1970
 * @param changedNanos when content or attributes were changed last, which no program can set back
 * @param inode the number of the file, which is another when it was replaced
 * @param device the number of the file system, for telling folders apart
 */
record FileStatus(Type type, long sizeBytes, long modifiedNanos, long changedNanos, long inode, long device) {
    private static final String UNIX = "unix:mode,size,lastModifiedTime,ctime,ino,dev";
    private static final int FORMAT = 0170000;
    private static final int FILE = 0100000;
    private static final int FOLDER = 0040000;

    /** What there can be. */
    enum Type {
        FILE,
        FOLDER,
        /** A socket, pipe or device. */
        SPECIAL
    }

    /** Looks at what a path leads to, following links. */
    static FileStatus of(Path path) throws IOException {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return basic(Files.readAttributes(path, BasicFileAttributes.class));
        }
        Map<String, Object> attributes = Files.readAttributes(path, UNIX);
        return new FileStatus(
                switch (get(attributes, "mode", Integer.class) & FORMAT) {
                    case FILE -> Type.FILE;
                    case FOLDER -> Type.FOLDER;
                    default -> Type.SPECIAL;
                },
                get(attributes, "size", Long.class),
                nanos(get(attributes, "lastModifiedTime", FileTime.class)),
                nanos(get(attributes, "ctime", FileTime.class)),
                get(attributes, "ino", Long.class),
                get(attributes, "dev", Long.class));
    }

    private static <T> T get(Map<String, Object> attributes, String name, Class<T> type) {
        return type.cast(Objects.requireNonNull(attributes.get(name), name));
    }

    private static FileStatus basic(BasicFileAttributes attributes) {
        Type type = attributes.isRegularFile() ? Type.FILE : attributes.isDirectory() ? Type.FOLDER : Type.SPECIAL;
        long modified = nanos(attributes.lastModifiedTime());
        Object key = attributes.fileKey();
        return new FileStatus(type, attributes.size(), modified, modified, key == null ? 0 : key.hashCode(), 0);
    }

    private static long nanos(FileTime time) {
        return time.to(TimeUnit.NANOSECONDS);
    }

    Instant lastModified() {
        return Instant.ofEpochSecond(0, modifiedNanos);
    }

    /** Tells whether the file was not touched at or after a time. */
    boolean isOlderThan(long nanos) {
        return modifiedNanos < nanos && changedNanos < nanos;
    }

    /** Tells whether another status is of the same content. */
    boolean isSameContent(FileStatus other) {
        return sizeBytes == other.sizeBytes
                && modifiedNanos == other.modifiedNanos
                && changedNanos == other.changedNanos
                && inode == other.inode;
    }
}
