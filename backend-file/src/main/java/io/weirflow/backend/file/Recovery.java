package io.weirflow.backend.file;

import io.weirflow.digest.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Clears up after processes that died. Their temp files go. Blobs that they put and did not flush are made durable if the
 * machine still runs, or are read and checked if it was started again since: names of files may survive a power cut whose
 * content does not.
 */
final class Recovery {
    /** Files that others, such as Reflow, left in the folder for temp files; theirs bear no owner. */
    private static final Duration FOREIGN_AGE = Duration.ofDays(7);

    /** A session is made in two steps, between which it has no lock. */
    private static final Duration UNLOCKED_AGE = Duration.ofMinutes(10);

    /** File systems keep times coarsely. */
    private static final Duration TIME_SLACK = Duration.ofSeconds(2);

    private final ObjectTree tree;
    private final Syncer syncer;
    private final Evictor evictor;

    Recovery(ObjectTree tree, Syncer syncer, Evictor evictor) {
        this.tree = tree;
        this.syncer = syncer;
        this.evictor = evictor;
    }

    /** Clears up, as the given session. What cannot be done now is left for the next time. */
    void run(WriteSession own, Instant now) throws IOException, InterruptedException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(tree.temp())) {
            stream.forEach(entries::add);
        }
        for (Path entry : entries) {
            String name = entry.getFileName().toString();
            if (!name.startsWith(WriteSession.PREFIX)) {
                deleteForeign(entry, now);
            } else if (!WriteSession.isOwn(name)) {
                settleIfDead(entry, own, now);
            }
        }
    }

    private static void deleteForeign(Path file, Instant now) throws IOException {
        if (Files.isRegularFile(file) && isOlder(file, now.minus(FOREIGN_AGE))) {
            Files.deleteIfExists(file);
        }
    }

    private static boolean isOlder(Path file, Instant time) throws IOException {
        return Files.getLastModifiedTime(file).toInstant().isBefore(time);
    }

    private void settleIfDead(Path folder, WriteSession own, Instant now) throws IOException, InterruptedException {
        try (FileChannel channel = FileChannel.open(folder.resolve(WriteSession.LOCK), StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                settle(folder, own);
            }
        } catch (NoSuchFileException e) {
            if (Files.isDirectory(folder) && isOlder(folder, now.minus(UNLOCKED_AGE))) {
                settle(folder, own);
            }
        }
    }

    private void settle(Path folder, WriteSession own) throws IOException, InterruptedException {
        Optional<FileTime> unflushedSince = Optional.empty();
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(files::add);
        }
        for (Path file : files) {
            String name = file.getFileName().toString();
            if (name.startsWith(WriteSession.UNFLUSHED)) {
                FileTime since = Files.getLastModifiedTime(file);
                unflushedSince = unflushedSince
                        .filter(known -> known.compareTo(since) < 0)
                        .or(() -> Optional.of(since));
            } else if (name.startsWith(WriteSession.ASIDE)) {
                putBack(file, name.substring(WriteSession.ASIDE.length()));
            }
        }
        if (unflushedSince.isPresent()) {
            boolean sameBoot = WriteSession.isOfThisBoot(folder.getFileName().toString());
            if (!sameBoot || !syncer.syncFileSystem()) {
                check(unflushedSince.get().toInstant().minus(TIME_SLACK), own);
            }
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
        Files.deleteIfExists(folder);
    }

    /** A process died while it had an object aside: whether it was garbage is for the next collection to say. */
    private void putBack(Path aside, String hex) throws IOException {
        Optional<Digest> digest = ObjectTree.digest(hex);
        if (digest.isPresent() && !Files.exists(tree.path(digest.get()))) {
            tree.install(aside, digest.get());
        }
    }

    private void check(Instant since, WriteSession own) throws IOException, InterruptedException {
        List<Digest> checked = new ArrayList<>();
        tree.forEach((digest, path) -> {
            if (!isOlder(path, since) && !evictor.removeIfDamaged(digest, own)) {
                checked.add(digest);
            }
        });
        syncer.sync(checked);
    }
}
