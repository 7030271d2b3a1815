package io.weirflow.backend.file;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes objects to files elsewhere. */
final class Materializer {
    private final ObjectTree tree;
    private final Cloner cloner;

    Materializer(ObjectTree tree) {
        this.tree = tree;
        this.cloner = new Cloner(tree.root());
    }

    void materialize(Digest digest, Path target, MaterializeMode mode) throws IOException {
        Path object = tree.path(digest);
        if (mode == MaterializeMode.LINK && link(object, target)) {
            return;
        }
        try (FileChannel in = FileChannel.open(object, StandardOpenOption.READ)) {
            long size = in.size();
            if (size == 0 && !digest.equals(FileRepository.EMPTY)) {
                throw WeirflowException.of(
                        ErrorKind.INTEGRITY, "materialize", "the object is empty: it was damaged", digest, target);
            }
            if (!cloner.clone(object, size, target)) {
                copy(in, size, target);
            }
        }
    }

    private static boolean link(Path object, Path target) throws IOException {
        try {
            Files.createLink(target, object);
            return true;
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            return false; // another device, too many links, or no object: opening it will say so
        }
    }

    private static void copy(FileChannel in, long size, Path target) throws IOException {
        try (FileChannel out = FileChannel.open(target, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            try {
                long copied = 0;
                while (copied < size) {
                    long count = in.transferTo(copied, size - copied, out);
                    if (count <= 0) {
                        throw new IOException("the object became shorter: " + copied + " of " + size + " bytes");
                    }
                    copied += count;
                }
            } catch (IOException e) {
                Files.deleteIfExists(target);
                throw e;
            }
        }
    }
}
