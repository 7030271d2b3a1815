package io.weirflow.exec.staged;

import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.exec.ExecInspect;
import io.weirflow.exec.ExecRunInfo;
import io.weirflow.exec.ExecState;
import io.weirflow.exec.Gauges;
import io.weirflow.exec.Profile;
import io.weirflow.repository.Repository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** Tells about an exec, and saves what is to be told of one that is complete. */
final class ExecDetails {
    private final Manifest manifest;
    private final ExecFolder folder;
    private final Lifecycle lifecycle;
    private final ExecRun run;

    ExecDetails(Manifest manifest, ExecFolder folder, Lifecycle lifecycle, ExecRun run) {
        this.manifest = manifest;
        this.folder = folder;
        this.lifecycle = lifecycle;
        this.run = run;
    }

    /** Returns what {@link io.weirflow.exec.Exec#inspect()} does. */
    ExecInspect inspect() {
        ExecState state = lifecycle.state();
        Optional<Outcome> outcome = lifecycle.outcome();
        Optional<Instant> started = outcome.isPresent() ? outcome.get().started() : run.started();
        return new ExecInspect(
                manifest.created(),
                started,
                outcome.flatMap(Outcome::finished),
                Manifest.withoutSecrets(manifest.config()),
                state,
                status(state),
                manifest.command(),
                outcome.map(Outcome::exitCode).orElse(OptionalInt.empty()),
                outcome.isPresent() ? outcome.get().result().failure() : lifecycle.failure(),
                outcome.isPresent() ? outcome.get().profile() : run.profile(),
                state == ExecState.RUNNING ? run.gauges() : Gauges.EMPTY,
                state == ExecState.RUNNING ? run.commands() : List.of(),
                Files.isDirectory(folder.root()) ? Optional.of(folder.root()) : Optional.empty());
    }

    private static String status(ExecState state) {
        return switch (state) {
            case PENDING -> "waiting for resources";
            case STAGING -> "preparing its inputs";
            case RUNNING -> "running";
            case COLLECTING -> "collecting its outputs";
            case COMPLETE -> "complete";
            case LOST -> "lost";
        };
    }

    /**
     * Returns what {@link io.weirflow.exec.Exec#inspect(Repository)} does.
     *
     * @param profile that of the outcome
     */
    ExecRunInfo save(Repository repository, Profile profile) {
        ExecInspect inspect = inspect();
        return new ExecRunInfo(
                inspect.runtime(),
                profile,
                manifest.config().resources(),
                save(() -> Optional.of(repository.put(InspectFormat.write(manifest.id(), inspect)))),
                save(() -> put(repository, folder.stdout())),
                save(() -> put(repository, folder.stderr())));
    }

    private static Optional<Digest> put(Repository repository, Path log) {
        return Files.exists(log) ? Optional.of(repository.putFile(log).id()) : Optional.empty();
    }

    private static Optional<Digest> save(Supplier<Optional<Digest>> saving) {
        try {
            return saving.get();
        } catch (WeirflowException e) {
            if (e.failure().isTransient()) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
