package io.weirflow.backend.file;

import io.weirflow.digest.Digest;
import java.io.IOException;
import java.io.SyncFailedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/**
 * Makes files durable: a few one by one, many by one {@code syncfs} of the whole file system, for which Java has no call and
 * coreutils' {@code sync -f} serves. Where there is no such program each file is synchronised.
 */
final class Syncer {
    /** From about 8 files on the process is faster; it also waits for what other programs wrote, hence the margin. */
    static final int FEW = 16;

    private final ObjectTree tree;
    private final String program;
    private volatile boolean programWorks = System.getProperty("os.name", "").equals("Linux");

    Syncer(ObjectTree tree, String program) {
        this.tree = tree;
        this.program = program;
    }

    /**
     * Makes blobs durable, those that are still there, with their names.
     *
     * @throws SyncFailedException if the file system reported an error: what was written may be lost
     */
    void sync(Collection<Digest> digests) throws IOException, InterruptedException {
        if (digests.size() > FEW && syncFileSystem()) {
            return;
        }
        Set<Path> folders = new HashSet<>();
        for (Digest digest : new HashSet<>(digests)) {
            Path path = tree.path(digest);
            if (forceIfPresent(path)) {
                folders.add(Objects.requireNonNull(path.getParent()));
            }
        }
        folders.add(tree.root());
        for (Path folder : folders) {
            forceIfPresent(folder);
        }
    }

    private static boolean forceIfPresent(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            force(channel, path);
            return true;
        } catch (NoSuchFileException e) {
            return false; // collected meanwhile
        }
    }

    private static void force(FileChannel channel, Path path) throws IOException {
        try {
            channel.force(true);
        } catch (ClosedChannelException e) {
            throw e; // interrupted
        } catch (IOException e) {
            throw new SyncFailedException(path + ": " + e.getMessage());
        }
    }

    /**
     * Makes the whole file system durable, below which the repository lies. Returns false if this system has no means to do so.
     *
     * @throws SyncFailedException if the file system reported an error: what was written may be lost
     */
    boolean syncFileSystem() throws IOException, InterruptedException {
        if (!programWorks) {
            return false;
        }
        Process process;
        try {
            process = new ProcessBuilder(program, "-f", tree.root().toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            programWorks = false;
            return false;
        }
        try {
            if (process.waitFor() == 0) {
                return true;
            }
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (said.contains("invalid option") || said.contains("unrecognized option")) {
                programWorks = false;
                return false;
            }
            throw new SyncFailedException(said.strip());
        } finally {
            process.destroy();
        }
    }
}
