package io.weirflow.backend.file;

import io.weirflow.digest.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Takes objects out of the tree, safely beside writers. An object is first moved aside and then judged once more: one that
 * was touched in between goes back, and one that a writer finds absent is simply written anew, so that nobody who was told
 * that an object is stored loses it.
 */
final class Evictor {
    /** Where objects are kept for people to look at that were found damaged after a power cut; the name is the digest. */
    static final String DAMAGED = "damaged";

    private final ObjectTree tree;

    Evictor(ObjectTree tree) {
        this.tree = tree;
    }

    /** A condition of an object that was moved aside. */
    interface Condition {
        boolean holds(BasicFileAttributes attributes);
    }

    /** Deletes an object if a condition holds once it is out of reach. Returns whether it is gone. */
    boolean deleteIf(Digest digest, Path object, WriteSession session, Condition condition) throws IOException {
        Path aside = session.aside(digest.hex());
        try {
            Files.move(object, aside, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return true;
        }
        if (condition.holds(Files.readAttributes(aside, BasicFileAttributes.class))) {
            Files.delete(aside);
            return true;
        }
        tree.install(aside, digest);
        return false;
    }

    /** Moves an object out of the tree if its content is not what its name says. Returns whether it was damaged. */
    boolean removeIfDamaged(Digest digest, WriteSession session) throws IOException {
        Path object = tree.path(digest);
        if (isIntact(digest, object)) {
            return false;
        }
        Path aside = session.aside(digest.hex());
        try {
            Files.move(object, aside, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return true;
        }
        if (isIntact(digest, aside)) { // replaced in between by somebody who knew
            tree.install(aside, digest);
            return false;
        }
        Path damaged = Files.createDirectories(tree.temp().resolve(DAMAGED)).resolve(digest.hex());
        Files.move(aside, damaged, StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    /** Reads an object and tells whether its content is what its name says. */
    static boolean isIntact(Digest digest, Path object) throws IOException {
        IngestBuffer buffer = new IngestBuffer();
        try (FileChannel in = FileChannel.open(object, StandardOpenOption.READ)) {
            while (buffer.fill(in)) {}
            return buffer.finish().equals(digest);
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
