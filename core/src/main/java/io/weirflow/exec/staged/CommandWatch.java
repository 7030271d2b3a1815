package io.weirflow.exec.staged;

import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.Profile;
import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Watches a command while it runs: measures it, keeps it within its limits, and ends it when it is to be stopped. */
final class CommandWatch implements Monitor.Watched {
    private static final Duration LONGEST_TIMEOUT = Duration.ofDays(36_500);
    private static final Duration FIRST_SAMPLE = Duration.ofMillis(50);
    private static final Duration FIRST_GAP = Duration.ofMillis(100);

    private final ExecConfig config;
    private final ExecFolder folder;
    private final Services services;
    private final AtomicReference<@Nullable StopReason> stopped = new AtomicReference<>();
    private volatile @Nullable Launched launched;
    private volatile @Nullable ProfileRecorder recorder;
    private volatile @Nullable Instant started;
    private volatile long killAt = Long.MAX_VALUE;
    private volatile long deadline = Long.MAX_VALUE;
    private long nextSample;
    private long sampleGap = FIRST_GAP.toNanos();

    CommandWatch(ExecConfig config, ExecFolder folder, Services services) {
        this.config = config;
        this.folder = folder;
        this.services = services;
    }

    /**
     * Waits until a command has ended, and ends what is left of it.
     *
     * @param running called when it can be seen to run
     */
    Exit follow(Launched command, Runnable running) throws InterruptedException {
        Instant now = services.clock().instant();
        Instant start = command.started().filter(time -> time.isBefore(now)).orElse(now);
        started = start;
        long startNanos =
                services.ticker().read() - Duration.between(start, now).toNanos();
        recorder = new ProfileRecorder(services.clock(), startNanos);
        nextSample = startNanos + FIRST_SAMPLE.toNanos();
        config.timeout().ifPresent(timeout -> deadline = startNanos + nanos(timeout));
        launched = command;
        running.run();
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

    /** Makes the command end soon. Only the first reason counts. Does not wait. */
    void stop(StopReason reason) {
        boolean first = stopped.compareAndSet(null, reason);
        Launched command = launched;
        if (command != null && (first || reason.isForcible())) {
            signal(command, reason);
        }
    }

    /** Says that a limit was exceeded by a command that has ended meanwhile. */
    void foundOver(StopReason limit) {
        stopped.compareAndSet(null, limit);
    }

    private void signal(Launched command, StopReason reason) {
        killAt = services.ticker().read()
                + (reason.isForcible() ? 0 : services.limits().grace().toNanos());
        command.signal(reason.isForcible());
    }

    /** Returns why it was stopped. */
    Optional<StopReason> stopped() {
        return Optional.ofNullable(stopped.get());
    }

    /** Ends the run if the command was stopped for a reason that makes it lost. */
    void throwIfLost() throws ExecRun.StoppedException {
        StopReason reason = stopped.get();
        if (reason != null && reason.isLost()) {
            throw new ExecRun.StoppedException(reason);
        }
    }

    /** Returns the command, once there is one. */
    Optional<Launched> launched() {
        return Optional.ofNullable(launched);
    }

    /** Returns when the command was started. */
    Optional<Instant> started() {
        return Optional.ofNullable(started);
    }

    /** Returns what has been measured, of a command that was started. */
    ProfileRecorder recorder() {
        return Objects.requireNonNull(recorder);
    }

    /** Returns what has been measured, if a command was started. */
    Optional<ProfileRecorder> samples() {
        return Optional.ofNullable(recorder);
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
        long outputs = Folders.sizeBytes(folder.outputs());
        long tmp = Folders.sizeBytes(folder.tmp());
        samples.sample(Profile.DISK, outputs);
        samples.sample(Profile.TMP, tmp);
        if (services.limits().isOverDisk(config, outputs + tmp)) {
            stop(StopReason.DISK_LIMIT);
        }
        long taken = services.ticker().read() - now;
        sampleGap = Math.min(2 * sampleGap, services.limits().sampleInterval().toNanos());
        // Large folders take long to add up: no more than a few per cent of the time go into it.
        nextSample = now + Math.max(sampleGap, 50 * taken);
    }
}
