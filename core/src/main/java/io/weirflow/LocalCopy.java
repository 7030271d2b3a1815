package io.weirflow;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.fileset.RelativePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Writes results to the local disk: first beside the target under a name of its own, then moved to its place, so that nobody
 * sees half of it.
 */
final class LocalCopy {
    private static final String TEMP_PREFIX = ".weirflow-";

    private LocalCopy() {}

    static void file(File file, Contents contents, Path target) {
        if (Files.isDirectory(target)) {
            throw WeirflowException.of(ErrorKind.PRECONDITION, "copy", "there is a folder in its place", target);
        }
        inPlace(target, temp -> {
            Path copy = temp.resolve("file");
            contents.write(file, copy);
            Files.move(copy, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        });
    }

    static void directory(Fileset fileset, Contents contents, Path target, boolean replace) {
        fileset.files().keySet().forEach(RelativePath::check);
        RelativePath.checkNoFileIsAFolder(fileset.files().keySet());
        inPlace(target, temp -> {
            if (!replace) {
                requireNothing(target);
            }
            Path copy = Files.createDirectory(temp.resolve("directory"));
            write(fileset.files(), contents, copy);
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                requireFolder(target);
                Files.move(target, temp.resolve("old"), StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(copy, target, StandardCopyOption.ATOMIC_MOVE);
        });
    }

    private static void requireNothing(Path target) throws IOException {
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        requireFolder(target);
        try (Stream<Path> entries = Files.list(target)) {
            if (entries.findAny().isPresent()) {
                throw WeirflowException.of(
                        ErrorKind.PRECONDITION,
                        "materialize",
                        "the folder is not empty: name another, or replace what it holds by replace(…)",
                        target);
            }
        }
    }

    private static void requireFolder(Path target) {
        if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            throw WeirflowException.of(
                    ErrorKind.PRECONDITION, "materialize", "there is something in its place that is no folder", target);
        }
    }

    private static void write(Map<String, File> files, Contents contents, Path folder) throws IOException {
        Set<Path> created = new HashSet<>();
        for (Map.Entry<String, File> entry : files.entrySet()) {
            Path path = folder.resolve(entry.getKey());
            Path parent = Objects.requireNonNull(path.getParent(), "a path below a folder has a parent");
            if (created.add(parent)) {
                Files.createDirectories(parent);
            }
            contents.write(entry.getValue(), path);
        }
    }

    /** What is done with a folder for temporary files beside the target. */
    private interface Work {
        void with(Path temp) throws IOException;
    }

    private static void inPlace(Path target, Work work) {
        Path absolute = target.toAbsolutePath();
        try {
            Path parent = absolute.getParent();
            if (parent == null) {
                throw WeirflowException.of(ErrorKind.INVALID, "copy", "a root folder cannot be replaced", target);
            }
            Files.createDirectories(parent);
            Path temp = Files.createTempDirectory(parent, TEMP_PREFIX);
            try {
                work.with(temp);
            } finally {
                MoreFiles.deleteRecursively(temp, RecursiveDeleteOption.ALLOW_INSECURE);
            }
        } catch (IOException e) {
            throw WeirflowException.wrap(e, "copy", target);
        }
    }
}
