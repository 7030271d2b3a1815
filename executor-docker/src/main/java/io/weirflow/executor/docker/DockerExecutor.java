package io.weirflow.executor.docker;

import com.google.common.base.Ticker;
import io.weirflow.base.Retry;
import io.weirflow.base.WeirflowException;
import io.weirflow.blob.BlobMux;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.Executor;
import io.weirflow.exec.staged.StagedExecutor;
import io.weirflow.repository.Repository;
import io.weirflow.resource.Resources;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
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
 * the owner of the executor's folder, without network, capabilities or new privileges, in a root file system that it cannot change, within the
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
        final Path folder;
        final Repository repository;
        Optional<String> host = Optional.empty();
        String image = "";
        String network = "none";
        Optional<String> user = Optional.empty();
        Predicate<ExecConfig> isRootWritable = config -> false;
        Set<String> capabilities = Set.of();
        long processLimit = 8192;
        final List<DockerSettings.ExtraMount> mounts = new ArrayList<>();
        boolean permitsDockerAccess;
        Optional<Supplier<Map<String, String>>> awsCredentials = Optional.empty();
        PullPolicy pullPolicy = PullPolicy.IF_MISSING;
        Duration imageMemory = Duration.ofSeconds(10);
        Optional<Path> dockerConfig = Optional.empty();
        Optional<Path> folderOnEngine = Optional.empty();
        int maxStarts = Math.max(2, Runtime.getRuntime().availableProcessors());
        Duration patience = Duration.ofSeconds(60);
        int maxCommands = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
        Optional<Resources> resources = Optional.empty();
        Retry.Sleeper sleeper = Retry.Sleeper.SYSTEM;
        Duration orphanAge = Duration.ofHours(1);
        Clock clock = Clock.systemUTC();
        Ticker ticker = Ticker.systemTicker();
        Consumer<StagedExecutor.Builder> staged = executor -> {};

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

        /**
         * Sets the user of commands, {@code uid:gid}, in numbers; by default the owner of the executor's folder. Only a program that runs as
         * root can let them run as somebody else than itself.
         */
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
         * hour by default, 10 s at least. Until then they are adopted when its folder is opened again.
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

        /** See {@link StagedExecutor.Builder#limitDisk}. */
        public Builder limitDisk(boolean value) {
            return with(builder -> builder.limitDisk(value));
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
            return new Opening(this).open();
        }
    }
}
