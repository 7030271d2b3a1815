package io.weirflow.exec.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.WeirflowException;
import io.weirflow.defects.Contracts;
import io.weirflow.defects.ForwardingRepository;
import io.weirflow.digest.Digest;
import io.weirflow.exec.Executor;
import io.weirflow.exec.Shell;
import io.weirflow.exec.staged.Exit;
import io.weirflow.exec.staged.Launch;
import io.weirflow.exec.staged.Launched;
import io.weirflow.exec.staged.StagedExecutor;
import io.weirflow.exec.staged.Usage;
import io.weirflow.repository.Repository;
import io.weirflow.testkit.CommandExecutorContract;
import io.weirflow.testkit.ExecutorSetup;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
    private static final class LinkingRepository extends ForwardingRepository {
        private final Path objects;

        LinkingRepository(Repository inner, Path objects) {
            super(inner);
            this.objects = objects;
        }

        @Override
        public void materialize(Digest digest, Path target) {
            Path file = objects.resolve(digest.hex());
            try {
                Files.createDirectories(objects);
                if (!Files.exists(file)) {
                    inner.materialize(digest, file);
                }
                Files.createLink(target, file);
            } catch (IOException e) {
                throw WeirflowException.wrap(e, "materialize", digest);
            }
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
            return StagedExecutor.builder(
                            new ForwardingLauncher(sound) {
                                @Override
                                public Launched start(Launch launch) {
                                    return new CarelessCommand(super.start(launch));
                                }
                            },
                            where,
                            over)
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
