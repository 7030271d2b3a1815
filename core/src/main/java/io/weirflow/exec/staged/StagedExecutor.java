package io.weirflow.exec.staged;

import com.google.common.base.Ticker;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.blob.BlobMux;
import io.weirflow.digest.Digest;
import io.weirflow.exec.Exec;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.Executor;
import io.weirflow.fileset.Fileset;
import io.weirflow.repository.Repository;
import io.weirflow.resource.Resources;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The executor that runs commands through a {@link Launcher} and transfers in this process. It stages inputs, queues what finds no
 * free resources, collects outputs, and keeps for each exec a folder with a manifest, from which a later executor on the same
 * folder finds again what was complete.
 *
 * <p>A folder belongs to one executor at a time. Execs that wait are not on disk: after a crash they are unknown. An exec that was
 * under way when the program was killed is {@link io.weirflow.exec.ExecState#LOST} when the folder is opened again, unless the
 * launcher can go on with it; what is left of its processes is ended.
 */
public final class StagedExecutor implements Executor {
    private static final System.Logger LOG = System.getLogger(StagedExecutor.class.getName());
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);

    private final Path folder;
    private final URI uri;
    private final Services services;
    private final Resources resources;
    private final ExecutorObjects objects;
    private final FolderLock lock;
    private final ExecTable execs;
    private final AtomicBoolean closed = new AtomicBoolean();

    private StagedExecutor(Builder builder, Path folder, FolderLock lock) throws IOException {
        this.folder = folder;
        this.lock = lock;
        this.uri = URI.create(
                builder.launcher.scheme() + "://" + folder.toUri().getRawPath().replaceFirst("/$", ""));
        this.resources = builder.resources;
        this.services = new Services(
                builder.launcher,
                builder.repository,
                builder.blobs,
                new Transfers(builder.repository, builder.blobs, builder.maxTransfers),
                new Monitor(),
                new Limits(builder.logLimitBytes, builder.isDiskLimited, builder.sampleInterval, builder.grace),
                builder.clock,
                builder.ticker);
        Path folders = Files.createDirectories(folder.resolve("execs")).toRealPath();
        this.execs = new ExecTable(uri, folders, services, resources, builder.maxCommands, builder.maxTransfers);
        this.objects =
                new ExecutorObjects(builder.repository, services.transfers(), builder.ownsRepository, execs::all);
        execs.recover(objects.uses());
    }

    /** Returns a builder of an executor that keeps its execs in a folder, which is created if need be. */
    public static Builder builder(Launcher launcher, Path folder, Repository repository) {
        return new Builder(launcher, folder, repository);
    }

    @Override
    public URI uri() {
        return uri;
    }

    @Override
    public String environment(String image) {
        return services.launcher().environment(image);
    }

    @Override
    public Exec put(Digest id, ExecConfig config) {
        return execs.put(id, config, objects.uses());
    }

    @Override
    public Optional<Exec> get(Digest id) {
        return execs.get(id).map(exec -> exec);
    }

    @Override
    public void remove(Digest id) {
        execs.remove(id);
    }

    @Override
    public List<Exec> execs() {
        return List.copyOf(execs.all());
    }

    @Override
    public Fileset load(Repository source, Fileset fileset) {
        return objects.load(source, fileset);
    }

    @Override
    public void verify(Fileset fileset) {
        objects.verify(fileset);
    }

    @Override
    public void unload(Fileset fileset) {
        objects.unload(fileset);
    }

    @Override
    public Resources resources() {
        return resources;
    }

    @Override
    public Repository repository() {
        return services.repository();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        execs.stop();
        try {
            execs.awaitFinal(CLOSE_LIMIT);
            objects.collect();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            free();
        }
    }

    private void free() {
        services.launcher().close();
        services.monitor().close();
        try {
            lock.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the lock of " + folder + " could not be closed", e);
        }
    }

    /** Builds a {@link StagedExecutor}. Not thread-safe. */
    public static final class Builder {
        private final Launcher launcher;
        private final Path folder;
        private final Repository repository;
        private BlobMux blobs = BlobMux.of(List.of());
        private Resources resources = Machine.resources();
        private boolean ownsRepository;
        private int maxCommands = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
        private int maxTransfers = 32;
        private long logLimitBytes = 64L << 20;
        private boolean isDiskLimited;
        private Duration sampleInterval = Duration.ofSeconds(1);
        private Duration grace = Duration.ofSeconds(5);
        private Clock clock = Clock.systemUTC();
        private Ticker ticker = Ticker.systemTicker();

        private Builder(Launcher launcher, Path folder, Repository repository) {
            this.launcher = Objects.requireNonNull(launcher);
            this.folder = Objects.requireNonNull(folder);
            this.repository = Objects.requireNonNull(repository);
        }

        /** Sets where interns, externs and references find their stores; by default there are none. */
        public Builder blobs(BlobMux value) {
            blobs = value;
            return this;
        }

        /** Sets what execs may reserve in all. */
        public Builder resources(Resources value) {
            resources = value;
            return this;
        }

        /** States that the repository is the executor's own: objects that are unloaded may be removed from it. */
        public Builder ownsRepository(boolean value) {
            ownsRepository = value;
            return this;
        }

        /** Sets how many commands run at a time at most, whatever resources they ask for; positive. */
        public Builder maxCommands(int value) {
            maxCommands = positive(value, "maxCommands");
            return this;
        }

        /** Sets how many files, and how many interns and externs, are transferred at a time at most; positive. */
        public Builder maxTransfers(int value) {
            maxTransfers = positive(value, "maxTransfers");
            return this;
        }

        /**
         * Sets how many bytes a command may write to its standard output, and to its standard error; beyond it is ended. It may
         * exceed the limit by what it writes in a tenth of a second; the log is cut off at the limit.
         */
        public Builder logLimitBytes(long value) {
            logLimitBytes = value;
            return this;
        }

        /**
         * Sets whether a command is ended when its outputs and temporary files together are larger than the disk that it reserves, if it
         * reserves some. They are measured at each {@linkplain #sampleInterval sample} and at its end, so that it may write more for that
         * long. By default what is reserved only counts against what the executor has.
         */
        public Builder limitDisk(boolean value) {
            isDiskLimited = value;
            return this;
        }

        /** Sets the time between two samples of what a command uses; samples are taken more often in its first second. */
        public Builder sampleInterval(Duration value) {
            sampleInterval = value;
            return this;
        }

        /** Sets how long the processes of a canceled exec may take to end before they are killed. */
        public Builder grace(Duration value) {
            grace = value;
            return this;
        }

        /** Sets the clock from which recorded times are taken. */
        public Builder clock(Clock value) {
            clock = value;
            return this;
        }

        /** Sets the source of time by which timeouts and samples are measured. */
        public Builder ticker(Ticker value) {
            ticker = value;
            return this;
        }

        private static int positive(int value, String name) {
            if (value <= 0) {
                throw WeirflowException.of(ErrorKind.INVALID, "executor", name + " must be positive", value);
            }
            return value;
        }

        /**
         * Opens the executor, which from then on owns the launcher: it closes it, also if this fails.
         *
         * @throws WeirflowException of kind PRECONDITION if another executor works in the folder, of kind NOT_ALLOWED if it cannot
         *     be written to
         */
        public StagedExecutor open() {
            try {
                return open(Files.createDirectories(folder.toAbsolutePath().normalize())
                        .toRealPath());
            } catch (IOException e) {
                launcher.close();
                throw DiskFailures.writing(e, folder, "open", folder);
            } catch (RuntimeException e) {
                launcher.close();
                throw e;
            }
        }

        private StagedExecutor open(Path real) throws IOException {
            FolderLock lock = FolderLock.take(real);
            boolean opened = false;
            try {
                StagedExecutor executor = new StagedExecutor(this, real, lock);
                opened = true;
                return executor;
            } finally {
                if (!opened) {
                    lock.close();
                }
            }
        }
    }
}
