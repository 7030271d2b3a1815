package io.weirflow.exec.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.WeirflowException;
import io.weirflow.defects.Contracts;
import io.weirflow.digest.Digest;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.Executor;
import io.weirflow.exec.Shell;
import io.weirflow.exec.staged.ExecFolder;
import io.weirflow.exec.staged.Exit;
import io.weirflow.exec.staged.Launch;
import io.weirflow.exec.staged.Launched;
import io.weirflow.exec.staged.Launcher;
import io.weirflow.exec.staged.StagedExecutor;
import io.weirflow.exec.staged.Usage;
import io.weirflow.repository.Repository;
import io.weirflow.testkit.CommandExecutorContract;
import io.weirflow.testkit.ExecutorSetup;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each of these executors has a defect that is easily made, and the contract finds it. */
class ProcessDefectsTest {
    /** Inputs are hard links to the stored files. */
    static final class LinksInputs extends CommandExecutorContract {
        @Override
        protected Executor open(Path where, Repository over, ExecutorSetup setup) {
            Repository linking = new LinkingRepository(over, where.resolveSibling("objects"));
            return ProcessExecutorContractTest.configure(ProcessExecutor.builder(where, linking), setup)
                    .open();
        }
    }

    /** Gives out hard links, as a careless repository would, and reads the linked files. */
    private record LinkingRepository(Repository inner, Path objects) implements Repository {
        private Path file(Digest digest) {
            return objects.resolve(digest.hex());
        }

        @Override
        public void materialize(Digest digest, Path target) {
            try {
                Files.createDirectories(objects);
                if (!Files.exists(file(digest))) {
                    inner.materialize(digest, file(digest));
                }
                Files.createLink(target, file(digest));
            } catch (IOException e) {
                throw WeirflowException.wrap(e, "materialize", digest);
            }
        }

        @Override
        public long size(Digest digest) {
            return inner.size(digest);
        }

        @Override
        public Set<Digest> missing(Collection<Digest> digests) {
            return inner.missing(digests);
        }

        @Override
        public InputStream open(Digest digest) {
            return inner.open(digest);
        }

        @Override
        public Digest put(InputStream content) {
            return inner.put(content);
        }
    }

    @Test
    void linkingInputsIsFound() {
        assertThat(Contracts.brokenRules(
                        LinksInputs.class,
                        "aCommandThatWritesToItsInputsChangesNobodyElsesFiles",
                        "anInputThatBecomesAnOutputIsACopy"))
                .contains("aCommandThatWritesToItsInputsChangesNobodyElsesFiles");
    }

    /** What a command leaves behind lives on. */
    static final class LeavesChildren extends CommandExecutorContract {
        @Override
        protected Executor open(Path where, Repository over, ExecutorSetup setup) {
            ProcessLauncher sound = new ProcessLauncher("", false, Shells.find(), new File("/proc"));
            return StagedExecutor.builder(new CarelessLauncher(sound), where, over)
                    .blobs(setup.blobs())
                    .resources(setup.resources())
                    .open();
        }
    }

    @Test
    void leavingChildrenIsFound() {
        assertThat(Contracts.brokenRules(LeavesChildren.class, "childrenLeftBehindAreEnded(java.lang.String)"))
                .containsExactly("childrenLeftBehindAreEnded");
    }

    private record CarelessLauncher(ProcessLauncher inner) implements Launcher {
        @Override
        public Launched start(Launch launch) {
            return new CarelessCommand(inner.start(launch));
        }

        @Override
        public String scheme() {
            return inner.scheme();
        }

        @Override
        public String environment(String image) {
            return inner.environment(image);
        }

        @Override
        public void check(ExecConfig config) {
            inner.check(config);
        }

        @Override
        public Inputs inputs() {
            return inner.inputs();
        }

        @Override
        public String pathInside(ExecFolder folder, Path path) {
            return inner.pathInside(folder, path);
        }

        @Override
        public Optional<Path> pathOutside(ExecFolder folder, String path) {
            return inner.pathOutside(folder, path);
        }

        @Override
        public String token(ExecFolder folder, Digest id) {
            return inner.token(folder, id);
        }

        @Override
        public Optional<Launched> adopt(String token, ExecFolder folder) {
            return inner.adopt(token, folder);
        }

        @Override
        public void remove(Collection<String> tokens) {
            inner.remove(tokens);
        }

        @Override
        public void close() {
            inner.close();
        }
    }

    private record CarelessCommand(Launched inner) implements Launched {
        @Override
        public Exit await() throws InterruptedException {
            return inner.await();
        }

        @Override
        public void signal(boolean forcibly) {
            inner.signal(forcibly);
        }

        @Override
        public Usage sample() {
            return inner.sample();
        }

        @Override
        public List<String> commands() {
            return inner.commands();
        }

        @Override
        public Shell shell() {
            return inner.shell();
        }

        @Override
        public void end(Duration patience) {}
    }
}
