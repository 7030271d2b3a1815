package io.weirflow.exec.staged;

import io.weirflow.base.Failure;
import io.weirflow.exec.ExecState;
import io.weirflow.exec.Profile;
import io.weirflow.exec.Result;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Judges how a command ended, collects its outputs, and stores the outcome. */
final class CommandEnd {
    private final Manifest manifest;
    private final ExecFolder folder;
    private final Services services;
    private final Lifecycle lifecycle;

    CommandEnd(Manifest manifest, ExecFolder folder, Services services, Lifecycle lifecycle) {
        this.manifest = manifest;
        this.folder = folder;
        this.services = services;
        this.lifecycle = lifecycle;
    }

    /**
     * Returns the outcome, which is stored.
     *
     * @param watch that saw it end
     * @throws ExecRun.StoppedException if it was stopped for a reason that makes it lost
     */
    Outcome of(Exit exit, CommandWatch watch) throws IOException, ExecRun.StoppedException {
        Instant finished = services.clock().instant();
        if (cutLogs()) {
            watch.foundOver(StopReason.LOG_LIMIT);
        }
        long tmp = Folders.sizeBytes(folder.tmp());
        if (services.limits().isDiskLimited()
                && services.limits().isOverDisk(manifest.config(), tmp + Folders.sizeBytes(folder.outputs()))) {
            watch.foundOver(StopReason.DISK_LIMIT);
        }
        watch.throwIfLost();
        Optional<StopReason> reason = watch.stopped();
        ProfileRecorder samples = watch.recorder();
        samples.sample(Profile.TMP, tmp);
        Result result = result(exit, reason, samples);
        samples.finish(exit.usage(), services.ticker().read());
        OptionalInt code = reason.isEmpty() ? OptionalInt.of(exit.code()) : OptionalInt.empty();
        Outcome outcome = new Outcome(watch.started(), Optional.of(finished), code, result, samples.profile());
        store(outcome);
        if (result.failure().isEmpty()) {
            deleteInputs();
            Folders.delete(folder.outputs());
        }
        return outcome;
    }

    private Result result(Exit exit, Optional<StopReason> reason, ProfileRecorder samples) throws IOException {
        Optional<Failure> failure = reason.isEmpty()
                ? Verdict.of(manifest.id(), exit)
                : Optional.of(Verdict.of(
                        manifest.id(),
                        reason.get(),
                        manifest.config(),
                        services.limits().logBytes()));
        if (failure.isPresent()) {
            samples.sample(Profile.DISK, Folders.sizeBytes(folder.outputs()));
            return Result.failed(failure.get());
        }
        lifecycle.advance(ExecState.COLLECTING);
        Result result = new OutputCollector(services.repository(), services.launcher(), folder, manifest.id())
                .collect(manifest.config());
        samples.sample(Profile.DISK, result.fileset().sizeBytes());
        return result;
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
}
