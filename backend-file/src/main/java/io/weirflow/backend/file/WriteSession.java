package io.weirflow.backend.file;

import io.weirflow.base.Ulid;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The folder in which one open repository makes its files: {@code tmp/s-<boot>-<process>-<n>}. A lock on a file in it
 * says that its owner lives; a file {@code unflushed-<n>} says that blobs were put that may not survive a crash of the machine.
 * Both are metadata alone, so that a journaling file system keeps them in order with the blobs' names.
 */
final class WriteSession {
    static final String PREFIX = "s-";
    static final String LOCK = "lock";
    static final String UNFLUSHED = "unflushed-";
    static final String ASIDE = "aside-";

    /** The same for all users in this JVM, even those of other class loaders: whose lock must not be tried. */
    private static final String PROCESS = (String) System.getProperties()
            .computeIfAbsent(
                    "io.weirflow.process", key -> Ulid.random(Clock.systemUTC()).toString());

    private static final AtomicLong SESSIONS = new AtomicLong();

    private final Path folder;
    private final FileChannel lock;
    private final AtomicLong names = new AtomicLong();

    private WriteSession(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** Starts a session below a folder, which is created. */
    static WriteSession start(Path temp) throws IOException {
        Files.createDirectories(temp);
        String name = PREFIX + BootId.current() + '-' + PROCESS + '-' + SESSIONS.incrementAndGet();
        Path folder = Files.createDirectory(temp.resolve(name));
        // Whoever sweeps now finds no lock in the folder, and therefore leaves it alone as too young.
        FileChannel lock =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            if (lock.tryLock() == null) {
                throw new IOException("another process locked " + folder + ", which this one made");
            }
            return new WriteSession(folder, lock);
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    /** Tells whether a session's folder belongs to this process. */
    static boolean isOwn(String folderName) {
        return folderName.contains('-' + PROCESS + '-');
    }

    /** Tells whether a session's folder was made since the machine was last started. */
    static boolean isOfThisBoot(String folderName) {
        return folderName.startsWith(PREFIX + BootId.current() + '-');
    }

    Path folder() {
        return folder;
    }

    /** Returns the path of a new file. */
    Path next() {
        return folder.resolve(Long.toString(names.incrementAndGet()));
    }

    /** Returns the path for a blob that is taken out of the tree while it is looked at; it names the blob. */
    Path aside(String hex) {
        return folder.resolve(ASIDE + hex);
    }

    /** Marks that what is put from now on is not durable. */
    void mark(long generation) throws IOException {
        Path mark = folder.resolve(UNFLUSHED + generation);
        if (!Files.exists(mark)) {
            Files.write(mark, new byte[0]);
        }
    }

    /** Takes back a mark. */
    void unmark(long generation) throws IOException {
        Files.deleteIfExists(folder.resolve(UNFLUSHED + generation));
    }

    /** Ends the session. Its folder stays if it holds a mark, for the next that opens the repository. */
    void end(boolean flushed) throws IOException {
        try (lock) {
            if (flushed) {
                Files.deleteIfExists(folder.resolve(LOCK));
                Files.deleteIfExists(folder);
            }
        } catch (NoSuchFileException e) {
            // somebody removed the whole repository
        }
    }
}
