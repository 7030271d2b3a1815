package io.weirflow.backend.file;

import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Where objects lie: {@code <root>/<first two digits>/<the other 62>}, as in Reflow's file repository. Whatever else is
 * found below the root is left alone.
 */
final class ObjectTree {
    /** The folder for files in the making, which is no part of the tree. */
    static final String TEMP = "tmp";

    private static final int SHARD_DIGITS = 2;
    private static final int INSTALL_TRIES = 10;

    private final Path root;
    private final String prefix;

    ObjectTree(Path root) {
        this.root = root;
        this.prefix = root.toString() + '/';
    }

    Path root() {
        return root;
    }

    Path temp() {
        return root.resolve(TEMP);
    }

    Path path(Digest digest) {
        return root.resolve(relative(digest));
    }

    /** As {@link #path}, for the queries of {@link java.io.File} that answer without an exception. */
    java.io.File file(Digest digest) {
        return new java.io.File(prefix + relative(digest));
    }

    private static String relative(Digest digest) {
        String hex = digest.hex();
        return new StringBuilder(hex.length() + 1)
                .append(hex, 0, SHARD_DIGITS)
                .append('/')
                .append(hex, SHARD_DIGITS, hex.length())
                .toString();
    }

    /** Moves a file into place, atomically, over what may be there. */
    void install(Path file, Digest digest) throws IOException {
        Path target = path(digest);
        for (int tries = 1; ; tries++) {
            try {
                Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
                return;
            } catch (NoSuchFileException e) {
                // The folder is not there yet, or another program removed it when it became empty.
                if (tries == INSTALL_TRIES) {
                    throw e;
                }
                Files.createDirectories(target.resolveSibling("."));
            }
        }
    }

    /** What is done with each object. */
    interface Visitor {
        void visit(Digest digest, Path path) throws IOException;
    }

    /** Calls back for each object, in no particular order; those that come or go meanwhile may be left out. */
    void forEach(Visitor visitor) throws IOException {
        try (DirectoryStream<Path> shards = Files.newDirectoryStream(root)) {
            for (Path shard : shards) {
                if (shard.getFileName().toString().length() == SHARD_DIGITS) {
                    forEachIn(shard, visitor);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static void forEachIn(Path shard, Visitor visitor) throws IOException {
        try (DirectoryStream<Path> objects = Files.newDirectoryStream(shard)) {
            for (Path object : objects) {
                Optional<Digest> digest = digest(shard.getFileName().toString() + object.getFileName());
                if (digest.isPresent()) {
                    visitor.visit(digest.get(), object);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            // removed meanwhile, or a stray file
        }
    }

    /** Returns the digest that 64 lower-case digits name; nothing for other texts. */
    static Optional<Digest> digest(String hex) {
        try {
            Digest digest = Digest.parseHex(hex);
            return digest.hex().equals(hex) ? Optional.of(digest) : Optional.empty();
        } catch (WeirflowException e) {
            return Optional.empty();
        }
    }
}
