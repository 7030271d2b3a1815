package io.weirflow.exec.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.digest.Digest;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.ExecState;
import io.weirflow.exec.Executor;
import io.weirflow.exec.staged.StagedExecutor;
import io.weirflow.repository.Repository;
import io.weirflow.testkit.AdoptingExecutorContract;
import io.weirflow.testkit.ExecutorSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The contract on a launcher whose commands outlive the program. */
class DetachedContractTest extends AdoptingExecutorContract {
    @Override
    protected Executor open(Path where, Repository over, ExecutorSetup setup) {
        return StagedExecutor.builder(new DetachedLauncher(), where, over)
                .blobs(setup.blobs())
                .resources(setup.resources())
                .logLimitBytes(setup.logLimitBytes())
                .grace(setup.grace())
                .maxCommands(setup.maxCommands())
                .open();
    }

    @Test
    void whatIsLeftOfACompleteExecIsRemovedWhenTheFolderIsOpenedAgain() throws Exception {
        Digest id = Digest.of("complete");
        executor.put(id, ExecConfig.exec("echo x > $out").build()).await();
        executor.close();
        Path supervised = folder.resolve("executor/execs").resolve(id.hex()).resolve("supervised");
        assertThat(supervised).doesNotExist();
        // As if we had been killed just before it was removed.
        Files.createDirectory(supervised);
        Files.writeString(supervised.resolve("exit"), "0\n");
        executor = open(folder.resolve("executor"), repository, setup());

        assertThat(supervised).doesNotExist();
        assertThat(executor.get(id).orElseThrow().state()).isEqualTo(ExecState.COMPLETE);
    }

    @Override
    protected void vanish(Path where, Digest id) throws IOException {
        Path root = where.toRealPath().resolve("execs").resolve(id.hex());
        DetachedCommand.Pids pids = DetachedCommand.readPids(root).orElseThrow();
        new DetachedCommand(new DetachedLauncher(), pids, root).endWithSupervisor(Duration.ZERO);
    }
}
