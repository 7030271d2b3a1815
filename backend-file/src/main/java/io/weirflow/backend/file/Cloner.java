package io.weirflow.backend.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Clones large files where the file system shares blocks on write. Java 17 has no call for it, so {@code cp --reflink} does
 * it; later versions clone in {@link java.nio.channels.FileChannel#transferTo} by themselves.
 */
final class Cloner {
    /** Below, copying costs less than starting a process. */
    private static final long MIN_BYTES = 16 << 20;

    private static final int FIRST_CLONING_JAVA = 21;
    private static final Set<String> FILE_SYSTEMS = Set.of("btrfs", "xfs", "bcachefs", "ocfs2");

    private volatile boolean works;

    Cloner(Path root) {
        works = Runtime.version().feature() < FIRST_CLONING_JAVA && FILE_SYSTEMS.contains(type(root));
    }

    private static String type(Path root) {
        try {
            return Files.getFileStore(root).type();
        } catch (IOException e) {
            return ""; // the folder is not there yet
        }
    }

    /** Clones a file to a new one. Returns false, and leaves no file, if it is not worth it or not possible. */
    boolean clone(Path source, long sizeBytes, Path target) throws IOException {
        if (!works || sizeBytes < MIN_BYTES || Files.exists(target)) {
            return false;
        }
        try {
            Process process = new ProcessBuilder(
                            "cp",
                            "--reflink=always",
                            "--no-preserve=mode",
                            "--",
                            source.toString(),
                            target.toAbsolutePath().toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                if (process.waitFor() == 0) {
                    return true;
                }
            } finally {
                process.destroy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException("interrupted while cloning");
        } catch (IOException e) {
            works = false; // no such program
            return false;
        }
        works = false; // not this file system after all, or not across to the target
        Files.deleteIfExists(target);
        return false;
    }
}
