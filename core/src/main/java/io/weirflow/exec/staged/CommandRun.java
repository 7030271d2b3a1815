package io.weirflow.exec.staged;

import com.google.common.collect.ImmutableMap;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import io.weirflow.exec.ExecState;
import io.weirflow.exec.Gauges;
import io.weirflow.exec.OutputSpec;
import io.weirflow.exec.Profile;
import io.weirflow.exec.Result;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Runs a command: stages its inputs, starts and watches it, judges how it ended and collects its outputs. */
final class CommandRun implements ExecRun, Monitor.Watched {
    private static final System.Logger LOG = System.getLogger(CommandRun.class.getName());
    private static final Duration LONGEST_TIMEOUT = Duration.ofDays(36_500);
    private static final Duration FIRST_GAP = Duration.ofMillis(100);

    private final Manifest manifest;
    private final ImmutableMap<String, String> secrets;
    private final ExecFolder folder;
    private final Services services;
    private final Lifecycle lifecycle;
    private final AtomicReference<@Nullable StopReason> stopped = new AtomicReference<>();
    private volatile @Nullable Launched launched;
    private volatile @Nullable ProfileRecorder recorder;
    private volatile @Nullable Instant started;
    private volatile long killAt = Long.MAX_VALUE;
    private volatile long deadline = Long.MAX_VALUE;
    private long nextSample;
    private long sampleGap = FIRST_GAP.toNanos();

    CommandRun(Manifest manifest, ExecFolder folder, Services services, Lifecycle lifecycle) {
        this.manifest = manifest;
        this.secrets = ImmutableMap.copyOf(manifest.config().secretEnv());
        this.folder = folder;
        this.services = services;
        this.lifecycle = lifecycle;
    }

    @Override
    public Outcome run() throws IOException, InterruptedException, StoppedException {
        lifecycle.advance(ExecState.STAGING);
        stage();
        throwIfLost();
        return see(services.launcher().start(launch()));
    }

    /** Goes on with what an earlier run of the program started. */
    Outcome resume(Launched adopted) throws IOException, InterruptedException, StoppedException {
        lifecycle.advance(ExecState.STAGING);
        return see(adopted);
    }

    private Outcome see(Launched command) throws IOException, InterruptedException, StoppedException {
        try {
            return finish(watch(command));
        } finally {
            remove();
        }
    }

    private void remove() {
        try {
            services.launcher().remove(Set.of(manifest.token()));
        } catch (WeirflowException e) {
            // It does not change the outcome, and what is left is removed when the folder is opened again.
            LOG.log(System.Logger.Level.WARNING, "what is left of exec " + manifest.id() + " could not be removed", e);
        }
    }

    private void stage() throws IOException {
        Folders.create(folder.root());
        Files.write(folder.manifest(), ManifestFormat.write(manifest));
        Files.createDirectory(folder.tmp());
        Files.createDirectory(folder.outputs());
        List<OutputSpec> outputs = manifest.config().outputs().orElse(List.of());
        for (int i = 0; i < outputs.size(); i++) {
            if (outputs.get(i).directory()) {
                Files.createDirectory(folder.output(i));
            }
        }
        new InputStager(services.repository(), services.launcher()).stage(manifest.config(), folder);
    }

    private Launch launch() {
        String tmp = services.launcher().pathInside(folder, folder.tmp());
        ImmutableMap.Builder<String, String> environment = ImmutableMap.builder();
        environment.put("TMPDIR", tmp).put("HOME", tmp).put("tmp", tmp);
        if (manifest.config().outputs().isEmpty()) {
            environment.put("out", services.launcher().pathInside(folder, folder.defaultOutput()));
        }
        environment.putAll(manifest.config().env()).putAll(secrets);
        return new Launch(
                manifest.token(), folder, manifest.config(), manifest.command(), environment.buildKeepingLast());
    }

    private Exit watch(Launched command) throws InterruptedException {
        Instant now = services.clock().instant();
        Instant start = command.started().filter(time -> time.isBefore(now)).orElse(now);
        started = start;
        long startNanos =
                services.ticker().read() - Duration.between(start, now).toNanos();
        recorder = new ProfileRecorder(services.clock(), startNanos);
        nextSample = startNanos;
        manifest.config().timeout().ifPresent(timeout -> deadline = startNanos + nanos(timeout));
        launched = command;
        lifecycle.advance(ExecState.RUNNING);
        try {
            if (stopped.get() != null) {
                signal(command, stopped.get());
            }
            services.monitor().watch(this);
            return command.await();
        } finally {
            services.monitor().unwatch(this);
            command.end(remainingGrace());
        }
    }

    /** So long a time cannot be waited for, and would overflow. */
    private static long nanos(Duration timeout) {
        return (timeout.compareTo(LONGEST_TIMEOUT) < 0 ? timeout : LONGEST_TIMEOUT).toNanos();
    }

    private Duration remainingGrace() {
        long left = killAt - services.ticker().read();
        return killAt == Long.MAX_VALUE || left < 0 ? Duration.ZERO : Duration.ofNanos(left);
    }

    private Outcome finish(Exit exit) throws IOException, StoppedException {
        Instant finished = services.clock().instant();
        if (cutLogs()) {
            stopped.compareAndSet(null, StopReason.LOG_LIMIT);
        }
        throwIfLost();
        StopReason reason = stopped.get();
        ProfileRecorder samples = Objects.requireNonNull(recorder);
        samples.sample(Profile.TMP, Folders.sizeBytes(folder.tmp()));
        Optional<Failure> failure = reason == null
                ? Verdict.of(manifest.id(), exit)
                : Optional.of(Verdict.of(
                        manifest.id(),
                        reason,
                        manifest.config(),
                        services.limits().logBytes()));
        Result result;
        if (failure.isPresent()) {
            result = Result.failed(failure.get());
            samples.sample(Profile.DISK, Folders.sizeBytes(folder.outputs()));
        } else {
            lifecycle.advance(ExecState.COLLECTING);
            result = new OutputCollector(services.repository(), services.launcher(), folder, manifest.id())
                    .collect(manifest.config());
            samples.sample(Profile.DISK, result.fileset().sizeBytes());
        }
        samples.finish(exit.usage(), services.ticker().read());
        OptionalInt code = reason == null ? OptionalInt.of(exit.code()) : OptionalInt.empty();
        Outcome outcome =
                new Outcome(Optional.ofNullable(started), Optional.of(finished), code, result, samples.profile());
        store(outcome);
        if (result.failure().isEmpty()) {
            deleteInputs();
            Folders.delete(folder.outputs());
        }
        return outcome;
    }

    /** The files stay until the outcome is stored: a program that adopts this when we are killed collects them again. */
    private void store(Outcome outcome) throws IOException {
        byte[] content = OutcomeFormat.write(outcome);
        try {
            Folders.writeAtomically(folder.result(), content);
        } catch (IOException e) {
            if (outcome.result().failure().isPresent()) {
                throw e;
            }
            deleteInputs(); // so that a full disk has room
            Folders.writeAtomically(folder.result(), content);
        }
    }

    private void deleteInputs() throws IOException {
        Folders.delete(folder.args());
        Folders.delete(folder.tmp());
    }

    /** Cuts logs off at their limit. Returns whether one was longer. */
    private boolean cutLogs() throws IOException {
        boolean cut = false;
        for (Path log : List.of(folder.stdout(), folder.stderr())) {
            if (log.toFile().length() > services.limits().logBytes()) {
                try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
                    file.setLength(services.limits().logBytes());
                }
                cut = true;
            }
        }
        return cut;
    }

    private void throwIfLost() throws StoppedException {
        StopReason reason = stopped.get();
        if (reason != null && reason.isLost()) {
            throw new StoppedException(reason);
        }
    }

    @Override
    public void stop(StopReason reason) {
        boolean first = stopped.compareAndSet(null, reason);
        Launched command = launched;
        if (command != null && (first || reason.isForcible())) {
            signal(command, reason);
        }
    }

    private void signal(Launched command, StopReason reason) {
        killAt = services.ticker().read()
                + (reason.isForcible() ? 0 : services.limits().grace().toNanos());
        command.signal(reason.isForcible());
    }

    @Override
    public void tick() {
        Launched command = launched;
        ProfileRecorder samples = recorder;
        if (command == null || samples == null) {
            return;
        }
        long now = services.ticker().read();
        if (stopped.get() != null) {
            if (now - killAt >= 0) {
                command.signal(true);
            }
            return;
        }
        if (deadline != Long.MAX_VALUE && now - deadline >= 0) {
            stop(StopReason.TIMEOUT);
        } else if (isTooLong(folder.stdout().toFile())
                || isTooLong(folder.stderr().toFile())) {
            stop(StopReason.LOG_LIMIT);
        } else if (now - nextSample >= 0) {
            sample(command, samples, now);
        }
    }

    private boolean isTooLong(File log) {
        return log.length() > services.limits().logBytes();
    }

    /** Takes a sample, and sets the time of the next: soon at first, so that short commands are seen, later each interval. */
    private void sample(Launched command, ProfileRecorder samples, long now) {
        samples.sample(command.sample(), now);
        samples.sample(Profile.DISK, Folders.sizeBytes(folder.outputs()));
        samples.sample(Profile.TMP, Folders.sizeBytes(folder.tmp()));
        long taken = services.ticker().read() - now;
        sampleGap = Math.min(2 * sampleGap, services.limits().sampleInterval().toNanos());
        // Large folders take long to add up: no more than a few per cent of the time go into it.
        nextSample = now + Math.max(sampleGap, 50 * taken);
    }

    @Override
    public Optional<Launched> launched() {
        return lifecycle.state() == ExecState.RUNNING ? Optional.ofNullable(launched) : Optional.empty();
    }

    @Override
    public Optional<Instant> started() {
        return Optional.ofNullable(started);
    }

    @Override
    public Profile profile() {
        ProfileRecorder samples = recorder;
        return samples == null ? Profile.EMPTY : samples.profile();
    }

    @Override
    public Gauges gauges() {
        ProfileRecorder samples = recorder;
        return samples == null ? Gauges.EMPTY : samples.gauges();
    }
}
