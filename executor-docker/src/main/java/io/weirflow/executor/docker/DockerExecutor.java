package io.weirflow.executor.docker;

import com.github.dockerjava.api.model.Info;
import com.google.common.base.Ticker;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Retry;
import io.weirflow.base.WeirflowException;
import io.weirflow.blob.BlobMux;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.Executor;
import io.weirflow.exec.staged.DiskFailures;
import io.weirflow.exec.staged.StagedExecutor;
import io.weirflow.repository.Repository;
import io.weirflow.resource.Resources;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Opens executors that run each command in a container of its own on a Docker engine. The engine must see the executor's folder, which
 * is mounted into the containers: it runs on this machine, or shares its file system.
 *
 * <p>A command is a script that the image's bash runs, with {@code -e} and {@code -o pipefail}, else its {@code sh}. Its inputs are below
 * {@code /arg}, read-only; its outputs go to {@code /return}; {@code /tmp} is its working folder, {@code HOME} and {@code TMPDIR}. It runs as
 * the user of this program, without network, capabilities or new privileges, in a root file system that it cannot change, within the
 * memory and the processors that it reserves. What it leaves running ends with it.
 *
 * <p>Execs are keyed by the digest of their image, to which the engine resolves its name. Containers of a program that was killed are
 * adopted when an executor is opened on the same folder.
 */
public final class DockerExecutor {
    private DockerExecutor() {}

    /** Returns a builder of an executor that keeps its execs in a folder, which is created if need be. */
    public static Builder builder(Path folder, Repository repository) {
        return new Builder(folder, repository);
    }

    /** Builds an executor. Not thread-safe. */
    public static final class Builder {
        private static final double SHARE_OF_MEMORY = 0.95;
        /** Beyond those that wait for running commands: requests, and streams of statistics. */
        private static final int SPARE_CONNECTIONS = 64;

        private final Path folder;
        private final Repository repository;
        private Optional<String> host = Optional.empty();
        private String image = "";
        private String network = "none";
        private Optional<String> user = Optional.empty();
        private Predicate<ExecConfig> isRootWritable = config -> false;
        private Set<String> capabilities = Set.of();
        private long processLimit = 8192;
        private final List<DockerSettings.ExtraMount> mounts = new ArrayList<>();
        private boolean permitsDockerAccess;
        private Optional<Supplier<Map<String, String>>> awsCredentials = Optional.empty();
        private PullPolicy pullPolicy = PullPolicy.IF_MISSING;
        private Duration imageMemory = Duration.ofSeconds(10);
        private Optional<Path> dockerConfig = Optional.empty();
        private Optional<Path> folderOnEngine = Optional.empty();
        private int maxStarts = Math.max(2, Runtime.getRuntime().availableProcessors());
        private Duration patience = Duration.ofSeconds(60);
        private int maxCommands = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
        private Optional<Resources> resources = Optional.empty();
        private Retry.Sleeper sleeper = Retry.Sleeper.SYSTEM;
        private Duration orphanAge = Duration.ofHours(1);
        private Clock clock = Clock.systemUTC();
        private Ticker ticker = Ticker.systemTicker();
        private Consumer<StagedExecutor.Builder> staged = builder -> {};

        private Builder(Path folder, Repository repository) {
            this.folder = Objects.requireNonNull(folder);
            this.repository = Objects.requireNonNull(repository);
        }

        /** Sets the engine's address, such as {@code unix:///var/run/docker.sock}; by default what Docker's own client would use. */
        public Builder engine(String value) {
            host = Optional.of(value);
            return this;
        }

        /** Sets the image of commands that name none. */
        public Builder image(String value) {
            image = value;
            return this;
        }

        /**
         * Sets the network: {@code none}, the default; {@code bridge}; {@code host}, with which commands reach whatever this machine
         * does; or the name of a network of the engine.
         */
        public Builder network(String value) {
            network = value;
            return this;
        }

        /** Sets the user of commands, {@code uid:gid}; by default the owner of the executor's folder. It must be able to write there. */
        public Builder user(String value) {
            user = Optional.of(value);
            return this;
        }

        /** Lets some commands write to the root file system of their container; by default none can. */
        public Builder writableRoot(Predicate<ExecConfig> value) {
            isRootWritable = value;
            return this;
        }

        /** Sets the capabilities that commands keep, such as {@code CHOWN}; by default none. */
        public Builder capabilities(Set<String> value) {
            capabilities = value;
            return this;
        }

        /** Sets how many processes and threads a command may have; 8192 by default. */
        public Builder processLimit(long value) {
            processLimit = value;
            return this;
        }

        /**
         * Mounts a file or folder of the engine's machine into all containers, read-only. Keys do not cover what is in it: change the
         * command, or its salt, when that changes.
         */
        public Builder mountReadOnly(Path source, String target) {
            mounts.add(new DockerSettings.ExtraMount(source, target, false));
            return this;
        }

        /** Mounts as {@link #mountReadOnly} does, but commands may write there. */
        public Builder mountWritable(Path source, String target) {
            mounts.add(new DockerSettings.ExtraMount(source, target, true));
            return this;
        }

        /**
         * Gives commands that ask for it the engine's socket, with which they can do whatever the engine can: own this machine. The
         * engine must be reached by a socket.
         */
        public Builder permitDockerAccess() {
            permitsDockerAccess = true;
            return this;
        }

        /** Gives commands that ask for them environment variables with AWS credentials, asked for at each start. */
        public Builder awsCredentials(Supplier<Map<String, String>> value) {
            awsCredentials = Optional.of(value);
            return this;
        }

        /** Sets when images are pulled; by default when the engine does not have them. */
        public Builder pull(PullPolicy value) {
            pullPolicy = value;
            return this;
        }

        /** Sets how long it is remembered which image a name stands for; 10 s by default. */
        public Builder imageMemory(Duration value) {
            imageMemory = value;
            return this;
        }

        /** Sets the folder with Docker's {@code config.json}, which holds credentials; by default {@code ~/.docker}. */
        public Builder dockerConfig(Path value) {
            dockerConfig = Optional.of(value);
            return this;
        }

        /** Sets the executor's folder as the engine sees it, where that differs: when this program runs in a container itself. */
        public Builder folderOnEngine(Path value) {
            folderOnEngine = Optional.of(value);
            return this;
        }

        /** Sets how many containers are created, started or removed at a time; by default as many as there are processors. */
        public Builder maxStarts(int value) {
            maxStarts = value;
            return this;
        }

        /** Sets how long an engine that does not answer is waited for before execs are given up; a minute by default. */
        public Builder patience(Duration value) {
            patience = value;
            return this;
        }

        /**
         * Sets after which time the containers of a dead program are removed by the executors of other programs on this machine; an
         * hour by default. Until then they are adopted when its folder is opened again.
         */
        public Builder orphanAge(Duration value) {
            orphanAge = value;
            return this;
        }

        /** Sets where interns, externs and references find their stores; by default there are none. */
        public Builder blobs(BlobMux value) {
            return with(builder -> builder.blobs(value));
        }

        /** Sets what execs may reserve in all; by default the engine's processors, 95 % of its memory and the folder's disk. */
        public Builder resources(Resources value) {
            resources = Optional.of(value);
            return this;
        }

        /** See {@link StagedExecutor.Builder#ownsRepository}. */
        public Builder ownsRepository(boolean value) {
            return with(builder -> builder.ownsRepository(value));
        }

        /** See {@link StagedExecutor.Builder#maxCommands}. */
        public Builder maxCommands(int value) {
            maxCommands = value;
            return this;
        }

        /** See {@link StagedExecutor.Builder#maxTransfers}. */
        public Builder maxTransfers(int value) {
            return with(builder -> builder.maxTransfers(value));
        }

        /** See {@link StagedExecutor.Builder#logLimitBytes}. */
        public Builder logLimitBytes(long value) {
            return with(builder -> builder.logLimitBytes(value));
        }

        /** See {@link StagedExecutor.Builder#sampleInterval}. */
        public Builder sampleInterval(Duration value) {
            return with(builder -> builder.sampleInterval(value));
        }

        /** See {@link StagedExecutor.Builder#grace}. */
        public Builder grace(Duration value) {
            return with(builder -> builder.grace(value));
        }

        /** See {@link StagedExecutor.Builder#clock}. */
        public Builder clock(Clock value) {
            clock = value;
            return with(builder -> builder.clock(value));
        }

        /** Sets by what the memory of images is measured. */
        Builder ticker(Ticker value) {
            ticker = value;
            return this;
        }

        /** Sets how is waited between two pulls. */
        Builder sleeper(Retry.Sleeper value) {
            sleeper = value;
            return this;
        }

        private Builder with(Consumer<StagedExecutor.Builder> setting) {
            staged = staged.andThen(setting);
            return this;
        }

        /**
         * Opens the executor, and finds again what an earlier one left in the folder.
         *
         * @throws WeirflowException of kind UNAVAILABLE if the engine does not answer, of kind NOT_ALLOWED if this user may not use it
         *     or cannot write to the folder, of kind PRECONDITION if another executor works in the folder, of kind INVALID for
         *     settings that make no sense
         */
        public Executor open() {
            Path real = realFolder();
            check();
            Engine engine = Engine.connect(host, maxCommands + SPARE_CONNECTIONS, patience);
            DockerLauncher launcher;
            StagedExecutor.Builder builder;
            try {
                Info info = engine.once(client -> client.infoCmd().exec(), "open", engine.address());
                launcher = launcher(engine, info, real);
                builder = StagedExecutor.builder(launcher, real, repository)
                        .resources(resources.orElseGet(() -> resources(info)))
                        .maxCommands(maxCommands);
                staged.accept(builder);
            } catch (RuntimeException e) {
                engine.close();
                throw e;
            }
            Executor executor = builder.open();
            launcher.recovered(
                    Labels.executor(real),
                    new OrphanSweeper(launcher.containers(), launcher.removals(), real, orphanAge, clock).start());
            return executor;
        }

        private Path realFolder() {
            try {
                return Files.createDirectories(folder.toAbsolutePath().normalize())
                        .toRealPath();
            } catch (IOException e) {
                throw DiskFailures.writing(e, folder, "open", folder);
            }
        }

        private void check() {
            List<String> problems = new ArrayList<>();
            if (network.isEmpty() || network.startsWith("container:")) {
                problems.add("the network must be none, bridge, host or the name of one: \"" + network + '"');
            }
            if (maxStarts <= 0 || processLimit <= 0) {
                problems.add("maxStarts and processLimit must be positive");
            }
            for (String capability : capabilities) {
                try {
                    var unused = com.github.dockerjava.api.model.Capability.valueOf(capability);
                } catch (IllegalArgumentException e) {
                    problems.add("there is no capability " + capability);
                }
            }
            for (DockerSettings.ExtraMount mount : mounts) {
                if (!mount.source().isAbsolute() || !mount.target().startsWith("/")) {
                    problems.add("mounts need absolute paths: " + mount.source() + " at " + mount.target());
                }
            }
            if (!problems.isEmpty()) {
                throw WeirflowException.of(ErrorKind.INVALID, "open", String.join("; ", problems), folder);
            }
        }

        private DockerLauncher launcher(Engine engine, Info info, Path real) {
            DockerSettings settings = new DockerSettings(
                    image,
                    network,
                    user.orElseGet(() -> defaultUser(info, real)),
                    isRootWritable,
                    capabilities,
                    processLimit,
                    mounts,
                    dockerSocket(engine),
                    awsCredentials,
                    real,
                    folderOnEngine.orElse(real),
                    maxStarts,
                    processors(info));
            List<Path> searchPath = Arrays.stream(
                            String.valueOf(System.getenv("PATH")).split(File.pathSeparator))
                    .filter(entry -> !entry.isEmpty())
                    .map(Path::of)
                    .toList();
            RegistryCredentials credentials = new RegistryCredentials(
                    dockerConfig.orElseGet(RegistryCredentials::defaultFolder), new CredentialHelper(searchPath));
            Images images =
                    new Images(engine, new ImagePuller(engine, credentials, sleeper), pullPolicy, imageMemory, ticker);
            return new DockerLauncher(engine, images, settings, Ticker.systemTicker());
        }

        /** Under an engine without root rights, root inside is the user outside who runs the engine. */
        private static String defaultUser(Info info, Path real) {
            List<String> options = info.getSecurityOptions();
            boolean isRootless = options != null && options.contains("name=rootless");
            return isRootless ? "0:0" : FileOwner.userAndGroup(real).orElse("");
        }

        private Optional<Path> dockerSocket(Engine engine) {
            if (!permitsDockerAccess) {
                return Optional.empty();
            }
            if (!engine.address().startsWith("unix://")) {
                throw WeirflowException.of(
                        ErrorKind.INVALID,
                        "open",
                        "access to the engine can be permitted only if it is reached by a socket",
                        engine.address());
            }
            return Optional.of(Path.of(engine.address().substring("unix://".length())));
        }

        private static int processors(Info info) {
            Integer count = info.getNCPU();
            return count == null ? Runtime.getRuntime().availableProcessors() : count;
        }

        private Resources resources(Info info) {
            Resources all = Resources.NONE.with(Resources.CPU, processors(info));
            Long memory = info.getMemTotal();
            if (memory != null) {
                all = all.with(Resources.MEM, Math.floor(memory * SHARE_OF_MEMORY));
            }
            return all.with(Resources.DISK, (double) folder.toFile().getUsableSpace());
        }
    }
}
