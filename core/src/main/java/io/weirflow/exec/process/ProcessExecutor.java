package io.weirflow.exec.process;

import io.weirflow.base.WeirflowException;
import io.weirflow.blob.BlobMux;
import io.weirflow.exec.Executor;
import io.weirflow.exec.staged.StagedExecutor;
import io.weirflow.repository.Repository;
import io.weirflow.resource.Resources;
import java.io.File;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Opens executors that run commands as processes of this machine. The processes are not sandboxed: they can read and write
 * whatever the user who runs this program can.
 *
 * <p>A command is a script that bash runs, with {@code -e} and {@code -o pipefail}, not as a login shell; without bash {@code sh -e}
 * runs it, which does not notice the failure of any but the last command of a pipeline. Its standard input is empty, its working
 * folder and {@code HOME}, {@code TMPDIR} and {@code tmp} a folder of its own. Of this program's environment it gets {@code PATH}
 * alone: no locale, so that its language is POSIX's unless {@code env} sets another. {@code WEIRFLOW_EXEC} marks its processes.
 *
 * <p>Inputs are private copies. When the command has ended, all its processes are ended: its process group, descendants, and
 * whatever still carries the mark. Background work does not outlive it.
 */
public final class ProcessExecutor {
    private ProcessExecutor() {}

    /** Returns a builder of an executor that keeps its execs in a folder, which is created if need be. */
    public static Builder builder(Path folder, Repository repository) {
        return new Builder(folder, repository);
    }

    /** Builds an executor. Not thread-safe. */
    public static final class Builder {
        private final Path folder;
        private final Repository repository;
        private String hostIdentity = "";
        private boolean ignoreImages;
        private Shells shells = Shells.find();
        private File procFolder = new File("/proc");
        private Consumer<StagedExecutor.Builder> settings = builder -> {};

        private Builder(Path folder, Repository repository) {
            this.folder = folder;
            this.repository = repository;
        }

        /**
         * Declares what identifies the environment of this host beside its operating system and architecture, such as the version
         * of an image it was installed from. Results of hosts with different declarations are not taken for each other.
         */
        public Builder hostIdentity(String value) {
            hostIdentity = value;
            return this;
        }

        /** Runs commands that name an image on the host, instead of refusing them. */
        public Builder ignoreImages(boolean value) {
            ignoreImages = value;
            return this;
        }

        /** Sets where interns, externs and references find their stores; by default there are none. */
        public Builder blobs(BlobMux value) {
            return with(builder -> builder.blobs(value));
        }

        /** Sets what execs may reserve in all; by default all processors and 95 % of the memory of this machine. */
        public Builder resources(Resources value) {
            return with(builder -> builder.resources(value));
        }

        /** See {@link StagedExecutor.Builder#ownsRepository}. */
        public Builder ownsRepository(boolean value) {
            return with(builder -> builder.ownsRepository(value));
        }

        /** See {@link StagedExecutor.Builder#maxCommands}. */
        public Builder maxCommands(int value) {
            return with(builder -> builder.maxCommands(value));
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
            return with(builder -> builder.clock(value));
        }

        private Builder with(Consumer<StagedExecutor.Builder> setting) {
            settings = settings.andThen(setting);
            return this;
        }

        /** Sets the programs that run commands, so that tests can leave some out. */
        Builder shells(Shells value) {
            shells = value;
            return this;
        }

        /** Sets where the system tells about processes, so that tests can do without. */
        Builder procFolder(File value) {
            procFolder = value;
            return this;
        }

        /**
         * Opens the executor, and finds again what an earlier one left in the folder.
         *
         * @throws WeirflowException of kind PRECONDITION if another executor works in the folder, of kind NOT_ALLOWED if it cannot
         *     be written to, of kind NOT_SUPPORTED if this machine has no shell
         */
        public Executor open() {
            shells.runner();
            ProcessLauncher launcher = new ProcessLauncher(hostIdentity, ignoreImages, shells, procFolder);
            StagedExecutor.Builder builder = StagedExecutor.builder(launcher, folder, repository);
            settings.accept(builder);
            return builder.open();
        }
    }
}
