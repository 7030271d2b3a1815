package io.weirflow.exec.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.defects.Contracts;
import io.weirflow.digest.Digest;
import io.weirflow.exec.Executor;
import io.weirflow.exec.staged.ExecFolder;
import io.weirflow.exec.staged.Launched;
import io.weirflow.exec.staged.Launcher;
import io.weirflow.exec.staged.StagedExecutor;
import io.weirflow.repository.Repository;
import io.weirflow.testkit.AdoptingExecutorContract;
import io.weirflow.testkit.ExecutorSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each of these launchers adopts in a way that is easily got wrong, and the contract finds it. */
class AdoptionDefectsTest {
    private abstract static class Defective extends AdoptingExecutorContract {
        abstract Launcher launcher();

        @Override
        protected Executor open(Path where, Repository over, ExecutorSetup setup) {
            return StagedExecutor.builder(launcher(), where, over)
                    .resources(setup.resources())
                    .grace(setup.grace())
                    .open();
        }

        @Override
        protected void vanish(Path where, Digest id) {}
    }

    /** Adopts nothing. */
    static final class Forgets extends Defective {
        @Override
        Launcher launcher() {
            return new ForwardingLauncher(new DetachedLauncher()) {
                @Override
                public Optional<Launched> adopt(String token, ExecFolder folder) {
                    return Optional.empty();
                }
            };
        }
    }

    @Test
    void adoptingNothingIsFound() {
        assertThat(Contracts.brokenRules(
                        Forgets.class,
                        "whatStillRunsGoesOn",
                        "theExitCodeOfWhatEndedMeanwhileIsKnown",
                        "whatVanishedIsLostAndMayBePutAgain"))
                .containsExactlyInAnyOrder("whatStillRunsGoesOn", "theExitCodeOfWhatEndedMeanwhileIsKnown");
    }

    /** Adopts what still runs, but nothing that has ended. */
    static final class FindsOnlyRunning extends Defective {
        @Override
        Launcher launcher() {
            return new ForwardingLauncher(new DetachedLauncher()) {
                @Override
                public Optional<Launched> adopt(String token, ExecFolder folder) {
                    return Files.exists(Path.of(token, "supervised", "exit"))
                            ? Optional.empty()
                            : super.adopt(token, folder);
                }
            };
        }
    }

    @Test
    void losingWhatEndedMeanwhileIsFound() {
        Set<String> broken = Contracts.brokenRules(
                FindsOnlyRunning.class,
                "outputsWhoseCollectionWasInterruptedAreCollectedAgain",
                "whatIsAdoptedHoldsItsResources");

        assertThat(broken).containsExactly("outputsWhoseCollectionWasInterruptedAreCollectedAgain");
    }

    /** Takes the time of the adoption for that of the start. */
    static final class StartsAnew extends Defective {
        @Override
        Launcher launcher() {
            return new ForwardingLauncher(new DetachedLauncher()) {
                @Override
                public Optional<Launched> adopt(String token, ExecFolder folder) {
                    Path pids = folder.root().resolve("supervised/pids");
                    try {
                        Files.write(pids, Files.readAllBytes(pids));
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                    return super.adopt(token, folder);
                }
            };
        }
    }

    @Test
    void aTimeLimitThatStartsAnewIsFound() {
        assertThat(Contracts.brokenRules(StartsAnew.class, "theTimeLimitCountsFromTheStart"))
                .containsExactly("theTimeLimitCountsFromTheStart");
    }
}
