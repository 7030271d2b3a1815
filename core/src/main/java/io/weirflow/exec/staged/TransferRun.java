package io.weirflow.exec.staged;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import io.weirflow.blob.BlobMux;
import io.weirflow.exec.Arg;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.ExecState;
import io.weirflow.exec.ExecType;
import io.weirflow.exec.Gauges;
import io.weirflow.exec.Profile;
import io.weirflow.exec.Result;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Runs an intern or extern, in this process. */
final class TransferRun implements ExecRun, Monitor.Watched {
    private final Manifest manifest;
    private final ExecFolder folder;
    private final Services services;
    private final Lifecycle lifecycle;
    private volatile @Nullable Instant started;
    private volatile @Nullable StopReason stopped;
    private volatile long deadline = Long.MAX_VALUE;
    private @Nullable Thread worker;

    TransferRun(Manifest manifest, ExecFolder folder, Services services, Lifecycle lifecycle) {
        this.manifest = manifest;
        this.folder = folder;
        this.services = services;
        this.lifecycle = lifecycle;
    }

    @Override
    public Outcome run() throws IOException, StoppedException {
        lifecycle.advance(ExecState.STAGING);
        Folders.create(folder.root());
        Files.write(folder.manifest(), ManifestFormat.write(manifest));
        Instant start = services.clock().instant();
        started = start;
        manifest.config()
                .timeout()
                .ifPresent(timeout -> deadline = services.ticker().read() + timeout.toNanos());
        lifecycle.advance(ExecState.RUNNING);
        services.monitor().watch(this);
        Result result;
        try {
            result = transfer();
        } finally {
            services.monitor().unwatch(this);
        }
        Files.writeString(folder.stderr(), describe(result) + "\n");
        Outcome outcome = new Outcome(
                Optional.of(start),
                Optional.of(services.clock().instant()),
                OptionalInt.empty(),
                result,
                Profile.EMPTY);
        Folders.writeAtomically(folder.result(), OutcomeFormat.write(outcome));
        return outcome;
    }

    private Result transfer() throws StoppedException {
        begin();
        try {
            return Result.of(manifest.config().type() == ExecType.INTERN ? intern() : extern());
        } catch (WeirflowException e) {
            return failed(e.failure());
        } finally {
            end();
        }
    }

    private Result failed(Failure failure) throws StoppedException {
        StopReason reason = stopped;
        if (reason != null && reason.isLost()) {
            throw new StoppedException(reason);
        }
        return Result.failed(
                reason != null
                        ? Verdict.of(manifest.id(), reason, manifest.config(), 0)
                        : failure.wrap(
                                ErrorKind.OTHER,
                                manifest.config().type().text(),
                                manifest.config().url()));
    }

    private Fileset intern() {
        if (!manifest.config().args().isEmpty()) {
            return services.transfers().fetch(input());
        }
        return services.transfers()
                .fetch(services.blobs().snapshot(manifest.config().url()));
    }

    private Fileset input() {
        return ((Arg.Input) manifest.config().args().get(0)).fileset();
    }

    private Fileset extern() {
        BlobMux.Location at = services.blobs().locate(manifest.config().url());
        Fileset value = input().pullup();
        boolean isFile = value.files().size() == 1 && value.files().containsKey(Fileset.FILE_PATH);
        if (isFile && at.isFolder()) {
            throw WeirflowException.of(
                    ErrorKind.INVALID,
                    "extern",
                    "a single file needs the URL of an object, which does not end in a slash");
        }
        String prefix = at.isFolder() ? at.key() : at.key() + "/";
        List<String> paths = new ArrayList<>(value.files().keySet());
        List<String> keys = new ArrayList<>();
        for (String path : paths) {
            if (!isFile) {
                RelativePaths.check(path);
            }
            keys.add(isFile ? at.key() : prefix + path);
        }
        List<File> uploaded = services.transfers()
                .upload(at.bucket(), keys, List.copyOf(value.files().values()));
        Map<String, File> files = new LinkedHashMap<>();
        for (int i = 0; i < paths.size(); i++) {
            files.put(paths.get(i), uploaded.get(i));
        }
        return Fileset.directory(files);
    }

    private String describe(Result result) {
        ExecConfig config = manifest.config();
        return config.type().text() + " " + config.url() + ": "
                + result.failure()
                        .map(Failure::toString)
                        .orElseGet(() -> result.fileset().count() + " files, "
                                + result.fileset().sizeBytes() + " bytes");
    }

    private synchronized void begin() throws StoppedException {
        StopReason reason = stopped;
        if (reason != null) {
            throw new StoppedException(reason);
        }
        worker = Thread.currentThread();
    }

    /** After this no interrupt comes any more, and one that came late is taken back: the thread serves others next. */
    private synchronized void end() {
        worker = null;
        boolean unused = Thread.interrupted();
    }

    @Override
    public synchronized void stop(StopReason reason) {
        if (stopped == null) {
            stopped = reason;
            if (worker != null) {
                worker.interrupt();
            }
        }
    }

    @Override
    public void tick() {
        if (deadline != Long.MAX_VALUE && services.ticker().read() - deadline >= 0) {
            stop(StopReason.TIMEOUT);
        }
    }

    @Override
    public Optional<Launched> launched() {
        return Optional.empty();
    }

    @Override
    public Optional<Instant> started() {
        return Optional.ofNullable(started);
    }

    @Override
    public Profile profile() {
        return Profile.EMPTY;
    }

    @Override
    public Gauges gauges() {
        return Gauges.EMPTY;
    }
}
