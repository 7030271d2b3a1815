package io.weirflow.backend.file;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Walks a folder and all below it, links followed wherever they lead; iterative. Sockets, pipes and devices have no content
 * and are left out, as are files that a put of this library is making. What disappears meanwhile is left out as well.
 */
final class FolderWalk {
    /** What the names of files start with that {@link LocalBucket#put} is making. */
    static final String TEMP_PREFIX = ".weirflow-put-";

    private final Visitor visitor;
    private final Deque<Folder> pending = new ArrayDeque<>();

    /** A file in a folder. */
    record Entry(String name, FileStatus status) {}

    /** What is done with the files of each folder. */
    interface Visitor {
        /**
         * Takes the files of one folder.
         *
         * @param folder the folder
         * @param relative its path relative to where the walk began, ending in a slash, or the empty text
         * @param files its files, without those in folders below it, in no particular order
         */
        void visit(Path folder, String relative, List<Entry> files);
    }

    /** A folder to be walked, and through which folders the walk came to it. */
    private record Folder(
            Path path,
            String relative,
            FileStatus status,
            @Nullable Folder parent) {
        /** Tells whether the walk came through the folder of a status already. */
        boolean isBelow(FileStatus other) {
            for (Folder folder = this; folder != null; folder = folder.parent) {
                if (folder.status.inode() == other.inode() && folder.status.device() == other.device()) {
                    return true;
                }
            }
            return false;
        }
    }

    private FolderWalk(Visitor visitor) {
        this.visitor = visitor;
    }

    /**
     * Walks.
     *
     * @throws WeirflowException of kind NOT_ALLOWED for a folder that cannot be read, of kind INVALID for a link that leads to
     *     nothing or in a circle and for a name that cannot be expressed, each naming it
     */
    static void walk(Path root, FileStatus status, Visitor visitor) {
        FolderWalk walk = new FolderWalk(visitor);
        walk.pending.push(new Folder(root, "", status, null));
        while (!walk.pending.isEmpty()) {
            walk.list(walk.pending.pop());
        }
    }

    private void list(Folder folder) {
        List<Entry> files = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder.path)) {
            for (Path path : paths) {
                add(path, folder, files);
            }
        } catch (NoSuchFileException e) {
            // removed meanwhile
        } catch (DirectoryIteratorException e) {
            throw WeirflowException.wrap(Objects.requireNonNull(e.getCause()), "list", folder.path);
        } catch (IOException e) {
            throw FileFailures.reading(e, "list", folder.path);
        }
        visitor.visit(folder.path, folder.relative, files);
    }

    private void add(Path path, Folder folder, List<Entry> files) {
        String name = path.getFileName().toString();
        if (name.startsWith(TEMP_PREFIX)) {
            return;
        }
        FileStatus status = status(path);
        if (status == null) {
            return;
        }
        FileUrls.checkText(path.getFileName(), name);
        switch (status.type()) {
            case FILE -> files.add(new Entry(name, status));
            case FOLDER -> {
                if (folder.isBelow(status)) {
                    throw loop(path);
                }
                pending.push(new Folder(path, folder.relative + name + '/', status, folder));
            }
            case SPECIAL -> {}
        }
    }

    private static @Nullable FileStatus status(Path path) {
        try {
            return FileStatus.of(path);
        } catch (NoSuchFileException e) {
            if (Files.isSymbolicLink(path)) {
                throw WeirflowException.of(
                        ErrorKind.INVALID,
                        "list",
                        "this symbolic link leads to nothing: remove it or what leaves it there",
                        path);
            }
            return null; // removed meanwhile
        } catch (FileSystemLoopException e) {
            throw loop(path);
        } catch (IOException e) {
            if (isLoop(e)) {
                throw loop(path);
            }
            throw FileFailures.reading(e, "list", path);
        }
    }

    /** Java has no exception of its own for it; the text is that of the C library. */
    private static boolean isLoop(IOException e) {
        return String.valueOf(e.getMessage()).contains("Too many levels of symbolic links");
    }

    private static WeirflowException loop(Path path) {
        return WeirflowException.of(
                ErrorKind.INVALID,
                "list",
                "this symbolic link leads in a circle, to a folder that it lies in or to itself: remove it",
                path);
    }
}
