package io.weirflow.executor.docker;

import com.github.dockerjava.api.model.Container;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Threads;
import io.weirflow.base.WeirflowException;
import io.weirflow.exec.staged.FolderLock;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Removes what executors of this machine left behind that died and were not opened again: their containers, and the folders of execs
 * that were under way. Each executor shows that it lives by touching a file in its folder. Whose folder is gone, or was not touched
 * for long and is held by nobody, is dead.
 */
final class OrphanSweeper implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(OrphanSweeper.class.getName());
    private static final String SIGN_OF_LIFE = "alive";

    private final Containers containers;
    private final Removals removals;
    private final Path own;
    private final Duration age;
    private final Clock clock;
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * A sweeper for the executor of a folder.
     *
     * @param age how long an executor must have been dead
     */
    OrphanSweeper(Containers containers, Removals removals, Path own, Duration age, Clock clock) {
        this.containers = containers;
        this.removals = removals;
        this.own = own;
        this.age = age;
        this.clock = clock;
    }

    /** Begins to show that the own executor lives, and to sweep: now, and several times within the age. */
    OrphanSweeper start() {
        showLife();
        Threads.daemonFactory("weirflow-docker-sweeper").newThread(this::run).start();
        return this;
    }

    private void run() {
        try {
            do {
                showLife();
                attempt();
            } while (!closed.await(age.dividedBy(4).toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void attempt() {
        try {
            sweep();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "sweeping orphans failed; it is tried again", e);
        }
    }

    private void showLife() {
        Path sign = own.resolve(SIGN_OF_LIFE);
        try {
            if (!Files.exists(sign)) {
                Files.createFile(sign);
            }
            Files.setLastModifiedTime(sign, FileTime.from(clock.instant()));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot show that the executor of " + own + " lives", e);
        }
    }

    /** Looks at all containers that executors of this machine made, once. */
    void sweep() {
        Map<String, List<Container>> byFolder = containers.list(Map.of(Labels.HOST, Host.ID)).stream()
                .filter(container -> container.getLabels().containsKey(Labels.FOLDER))
                .collect(
                        Collectors.groupingBy(container -> container.getLabels().get(Labels.FOLDER)));
        byFolder.forEach((folder, left) -> {
            if (!folder.equals(own.toString())) {
                sweep(Path.of(folder), left);
            }
        });
    }

    private void sweep(Path folder, List<Container> left) {
        try {
            if (!Files.isDirectory(folder)) {
                remove(folder, left.stream().filter(OrphanSweeper::isOfThisView).toList());
            } else if (clock.instant().isAfter(lastSign(folder).plus(age))) {
                FolderLock lock = FolderLock.take(folder);
                try {
                    remove(folder, left);
                    deleteUnfinished(folder.resolve("execs"));
                } finally {
                    lock.close();
                }
            }
        } catch (WeirflowException e) {
            if (!e.is(ErrorKind.PRECONDITION)) {
                throw e;
            } // else somebody works there
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the folder " + folder + " of a dead executor is left", e);
        }
    }

    /** A program in a container may see a folder that is not here. */
    private static boolean isOfThisView(Container container) {
        return Host.MOUNTS.equals(container.getLabels().get(Labels.MOUNTS));
    }

    private static Instant lastSign(Path folder) throws IOException {
        try {
            return Files.getLastModifiedTime(folder.resolve(SIGN_OF_LIFE)).toInstant();
        } catch (NoSuchFileException e) {
            return Files.getLastModifiedTime(folder).toInstant();
        }
    }

    private void remove(Path folder, List<Container> left) {
        if (left.isEmpty()) {
            return;
        }
        LOG.log(
                System.Logger.Level.INFO,
                "removing what the dead executor of {0} left: {1} container(s)",
                folder,
                left.size());
        left.forEach(container -> removals.now(container.getId()));
    }

    /** What is complete is kept: who opens the folder again finds it. */
    private static void deleteUnfinished(Path execs) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(execs)) {
            for (Path exec : folders) {
                if (Files.isDirectory(exec) && !Files.exists(exec.resolve("result.json"))) {
                    MoreFiles.deleteRecursively(exec, RecursiveDeleteOption.ALLOW_INSECURE);
                }
            }
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
