package io.weirflow.defects;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.digest.Digest;
import io.weirflow.exec.Exec;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.Executor;
import io.weirflow.exec.Result;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.repository.Repository;
import io.weirflow.testkit.ExecutorContract;
import io.weirflow.testkit.ExecutorSetup;
import io.weirflow.testkit.ScriptedExecutor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each of these executors has a defect that is easily made, and the contract finds it. */
final class ExecutorDefectsTest {
    private static Executor sound(Repository over, ExecutorSetup setup) {
        return ScriptedExecutor.of(over, config -> answer(over, config)).withResources(setup.resources());
    }

    private static Result answer(Repository over, ExecConfig config) {
        List<String> words = Splitter.on(' ').splitToList(config.command());
        if (words.get(0).equals("exit")) {
            return Result.failed(Failure.of(ErrorKind.EXEC, "exec", "exited with code " + words.get(1)));
        }
        byte[] content = (words.get(1) + "\n").getBytes(StandardCharsets.UTF_8);
        return Result.of(Fileset.of(File.resolved(over.put(content), content.length)));
    }

    /** What is put is run, whether or not it is known. */
    static final class RunsAgain extends ExecutorContract {
        @Override
        protected Executor open(Path where, Repository over, ExecutorSetup setup) {
            return new ForwardingExecutor(sound(over, setup)) {
                @Override
                public Exec put(Digest id, ExecConfig config) {
                    inner.remove(id);
                    return inner.put(id, config);
                }
            };
        }
    }

    @Test
    void runningAgainIsFound() {
        assertThat(Contracts.brokenRules(RunsAgain.class)).contains("anExecThatSucceededIsNotRunAgain");
    }

    /** What is known is returned, also if it failed. */
    static final class KeepsFailures extends ExecutorContract {
        @Override
        protected Executor open(Path where, Repository over, ExecutorSetup setup) {
            return new ForwardingExecutor(sound(over, setup)) {
                @Override
                public Exec put(Digest id, ExecConfig config) {
                    return inner.get(id).orElseGet(() -> inner.put(id, config));
                }
            };
        }
    }

    @Test
    void keepingFailuresIsFound() {
        assertThat(Contracts.brokenRules(KeepsFailures.class)).contains("anExecThatFailedIsReplaced");
    }

    /** Uses are not counted. */
    static final class DoesNotCount extends ExecutorContract {
        @Override
        protected Executor open(Path where, Repository over, ExecutorSetup setup) {
            return new ForwardingExecutor(sound(over, setup)) {
                @Override
                public void unload(Fileset fileset) {}
            };
        }
    }

    @Test
    void notCountingIsFound() {
        assertThat(Contracts.brokenRules(DoesNotCount.class))
                .contains("noMoreIsUnloadedThanWasLoaded", "aResultIsPromotedOnce", "aRefusedUnloadGivesNothingBack");
    }

    /** A request is admitted whatever it asks for. */
    static final class AdmitsEverything extends ExecutorContract {
        @Override
        protected Executor open(Path where, Repository over, ExecutorSetup setup) {
            return new ForwardingExecutor(sound(over, setup)) {
                @Override
                public Exec put(Digest id, ExecConfig config) {
                    return inner.put(
                            id,
                            config.toBuilder()
                                    .resources(io.weirflow.resource.Resources.NONE)
                                    .build());
                }
            };
        }
    }

    @Test
    void admittingEverythingIsFound() {
        assertThat(Contracts.brokenRules(AdmitsEverything.class))
                .containsExactly("whoAsksForMoreThanThereIsInAllIsRefused");
    }
}
