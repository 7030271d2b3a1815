package io.weirflow.executor.docker;

import com.github.dockerjava.api.model.Capability;
import com.google.common.base.Ticker;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.exec.Executor;
import io.weirflow.exec.staged.DiskFailures;
import io.weirflow.exec.staged.StagedExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Opens an executor: checks what its builder was told, connects to the engine, and puts the parts together. */
final class Opening {
    /** Beyond those that wait for running commands: requests, and streams of statistics. */
    private static final int SPARE_CONNECTIONS = 64;

    /** Executors show that they live four times within it. */
    private static final Duration LEAST_ORPHAN_AGE = Duration.ofSeconds(10);

    private final DockerExecutor.Builder told;

    Opening(DockerExecutor.Builder told) {
        this.told = told;
    }

    Executor open() {
        check();
        Path folder = prepareFolder();
        Engine engine = Engine.connect(told.host, told.maxCommands + SPARE_CONNECTIONS, told.patience);
        DockerLauncher launcher;
        StagedExecutor.Builder staged;
        try {
            EngineFacts facts =
                    EngineFacts.of(engine.once(client -> client.infoCmd().exec(), "open", engine.address()));
            launcher = launcher(engine, settings(engine, facts, folder));
            staged = StagedExecutor.builder(launcher, folder, told.repository)
                    .resources(told.resources.orElseGet(
                            () -> facts.resources(folder.toFile().getUsableSpace())))
                    .maxCommands(told.maxCommands);
            told.staged.accept(staged);
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
        Executor executor = staged.open();
        OrphanSweeper sweeper =
                new OrphanSweeper(launcher.containers(), launcher.removals(), folder, told.orphanAge, told.clock);
        launcher.recovered(Labels.executor(folder), sweeper.start());
        return executor;
    }

    private void check() {
        List<String> problems = new ArrayList<>();
        if (told.network.isEmpty() || told.network.startsWith("container:")) {
            problems.add("the network must be none, bridge, host or the name of one: \"" + told.network + '"');
        }
        if (told.user.isPresent() && FileOwner.parse(told.user.get()).isEmpty()) {
            problems.add("the user must be given by numbers, uid:gid: \"" + told.user.get() + '"');
        }
        if (told.maxStarts <= 0 || told.processLimit <= 0) {
            problems.add("maxStarts and processLimit must be positive");
        }
        if (told.patience.isNegative() || told.imageMemory.isNegative()) {
            problems.add("patience and imageMemory must not be negative");
        }
        if (told.orphanAge.compareTo(LEAST_ORPHAN_AGE) < 0) {
            problems.add("the orphanAge must be at least " + LEAST_ORPHAN_AGE);
        }
        for (String capability : told.capabilities) {
            try {
                var unused = Capability.valueOf(capability);
            } catch (IllegalArgumentException e) {
                problems.add("there is no capability " + capability);
            }
        }
        for (DockerSettings.ExtraMount mount : told.mounts) {
            if (!mount.source().isAbsolute() || !mount.target().startsWith("/")) {
                problems.add("mounts need absolute paths: " + mount.source() + " at " + mount.target());
            }
        }
        if (!problems.isEmpty()) {
            throw WeirflowException.of(ErrorKind.INVALID, "open", String.join("; ", problems), told.folder);
        }
    }

    private Path prepareFolder() {
        try {
            Path folder = Files.createDirectories(told.folder.toAbsolutePath().normalize())
                    .toRealPath();
            HostNames.write(folder);
            return folder;
        } catch (IOException e) {
            throw DiskFailures.writing(e, told.folder, "open", told.folder);
        }
    }

    /** Under an engine without root rights, root inside is the user outside who runs the engine. */
    private String user(EngineFacts facts, Path folder) {
        return told.user.orElseGet(() -> facts.isRootless()
                ? "0:0"
                : FileOwner.of(folder).map(FileOwner::toString).orElse(""));
    }

    private DockerSettings settings(Engine engine, EngineFacts facts, Path folder) {
        String user = user(facts, folder);
        return new DockerSettings(
                told.image,
                told.network,
                user,
                facts.isRootless() ? Optional.empty() : FileOwner.parse(user),
                told.isRootWritable,
                told.capabilities,
                told.processLimit,
                told.mounts,
                told.permitsDockerAccess ? Optional.of(socket(engine)) : Optional.empty(),
                told.awsCredentials,
                folder,
                told.folderOnEngine.orElse(folder),
                told.maxStarts,
                facts.processors());
    }

    private static Path socket(Engine engine) {
        String scheme = "unix://";
        if (!engine.address().startsWith(scheme)) {
            throw WeirflowException.of(
                    ErrorKind.INVALID,
                    "open",
                    "access to the engine can be permitted only if it is reached by a socket",
                    engine.address());
        }
        return Path.of(engine.address().substring(scheme.length()));
    }

    private DockerLauncher launcher(Engine engine, DockerSettings settings) {
        RegistryCredentials credentials = new RegistryCredentials(
                told.dockerConfig.orElseGet(RegistryCredentials::defaultFolder), CredentialHelper.ofSearchPath());
        ImagePuller puller = new ImagePuller(engine, credentials, told.sleeper);
        Images images = new Images(engine, puller, told.pullPolicy, told.imageMemory, told.ticker);
        return new DockerLauncher(engine, images, settings, Ticker.systemTicker());
    }
}
