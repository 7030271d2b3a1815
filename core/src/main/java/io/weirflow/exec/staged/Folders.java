package io.weirflow.exec.staged;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Folders as wholes. Symbolic links are never followed. */
final class Folders {
    private static final int FEW = 100;

    private Folders() {}

    /** Creates an empty folder, in place of one that is there. */
    static void create(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            delete(folder);
            Files.createDirectory(folder);
        }
    }

    /** Writes a file so that it is there whole or not at all, whenever this process is killed. */
    static void writeAtomically(Path file, byte[] content) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.write(part, content);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Deletes a file or a folder with all that is in it, including what a command made unreadable; nothing if it is not there. */
    static void delete(Path root) throws IOException {
        if (deleteSimply(root.toFile()) || !Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(root, new Deleter());
    }

    /**
     * Deletes what makes no trouble, in few calls of the system: a small folder with files, for the most part. Tells whether
     * all is gone.
     */
    private static boolean deleteSimply(File file) {
        if (file.delete()) {
            return true;
        }
        // Neither a link nor a file that could not be deleted must be taken for a folder.
        if (!Files.isDirectory(file.toPath(), LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        String[] names = file.list();
        if (names == null || names.length > FEW) {
            return false;
        }
        for (String name : names) {
            if (!deleteSimply(new File(file, name))) {
                return false;
            }
        }
        return file.delete();
    }

    private static final class Deleter extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (attributes.isDirectory()) { // beyond the depth limit: never
                throw new IOException("cannot descend into " + file);
            }
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            makeAccessible(file, e);
            delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            if (!Files.isWritable(folder)) {
                makeAccessible(folder, new IOException("cannot change " + folder));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) throws IOException {
            if (e != null) {
                throw e;
            }
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }

    private static void makeAccessible(Path folder, IOException otherwise) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                || Files.isReadable(folder) && Files.isWritable(folder) && Files.isExecutable(folder)) {
            throw otherwise;
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    /** Returns the sum of the sizes of the files in a folder; what cannot be looked at, or vanishes meanwhile, counts nothing. */
    static long sizeBytes(Path root) {
        long[] size = {0};
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    size[0] += attributes.isRegularFile() ? attributes.size() : 0;
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            return size[0];
        }
        return size[0];
    }

    /** Returns what is in a folder, ordered by name. */
    static List<Path> list(Path folder) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(entries::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        entries.sort(null);
        return entries;
    }
}
