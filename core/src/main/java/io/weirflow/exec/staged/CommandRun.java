package io.weirflow.exec.staged;

import com.google.common.collect.ImmutableMap;
import io.weirflow.base.WeirflowException;
import io.weirflow.exec.ExecState;
import io.weirflow.exec.Gauges;
import io.weirflow.exec.Profile;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Runs a command: prepares its folder, starts it, has it watched, and makes an outcome of its end. */
final class CommandRun implements ExecRun {
    private static final System.Logger LOG = System.getLogger(CommandRun.class.getName());

    private final Manifest manifest;
    private final ImmutableMap<String, String> secrets;
    private final ExecFolder folder;
    private final Services services;
    private final Lifecycle lifecycle;
    private final CommandWatch watch;

    CommandRun(Manifest manifest, ExecFolder folder, Services services, Lifecycle lifecycle) {
        this.manifest = manifest;
        this.secrets = ImmutableMap.copyOf(manifest.config().secretEnv());
        this.folder = folder;
        this.services = services;
        this.lifecycle = lifecycle;
        this.watch = new CommandWatch(manifest.config(), folder, services);
    }

    @Override
    public Outcome run() throws IOException, InterruptedException, StoppedException {
        lifecycle.advance(ExecState.STAGING);
        CommandFolder place = new CommandFolder(manifest, folder, services);
        place.stage();
        watch.throwIfLost();
        return see(services.launcher().start(place.launch(secrets)));
    }

    /** Goes on with what an earlier run of the program started. */
    Outcome resume(Launched adopted) throws IOException, InterruptedException, StoppedException {
        lifecycle.advance(ExecState.STAGING);
        return see(adopted);
    }

    private Outcome see(Launched command) throws IOException, InterruptedException, StoppedException {
        try {
            Exit exit = watch.follow(command, () -> lifecycle.advance(ExecState.RUNNING));
            return new CommandEnd(manifest, folder, services, lifecycle).of(exit, watch);
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

    @Override
    public void stop(StopReason reason) {
        watch.stop(reason);
    }

    @Override
    public Optional<Launched> launched() {
        return lifecycle.state() == ExecState.RUNNING ? watch.launched() : Optional.empty();
    }

    @Override
    public Optional<Instant> started() {
        return watch.started();
    }

    @Override
    public Profile profile() {
        return watch.samples().map(ProfileRecorder::profile).orElse(Profile.EMPTY);
    }

    @Override
    public Gauges gauges() {
        return watch.samples().map(ProfileRecorder::gauges).orElse(Gauges.EMPTY);
    }
}
