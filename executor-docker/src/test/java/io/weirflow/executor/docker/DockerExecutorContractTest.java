package io.weirflow.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.weirflow.digest.Digest;
import io.weirflow.exec.Executor;
import io.weirflow.repository.Repository;
import io.weirflow.testkit.AdoptingExecutorContract;
import io.weirflow.testkit.ExecutorSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestEngine.class)
class DockerExecutorContractTest extends AdoptingExecutorContract {
    @Override
    protected Executor open(Path where, Repository over, ExecutorSetup setup) throws IOException {
        Path shared = shared(where.getParent());
        return TestEngine.executor(where, over)
                .mountWritable(shared, shared.toString())
                .blobs(setup.blobs())
                .resources(setup.resources())
                .logLimitBytes(setup.logLimitBytes())
                .grace(setup.grace())
                .maxCommands(setup.maxCommands())
                .open();
    }

    /** Not below /tmp, which is a folder of its own in a container, and where the project itself may be. */
    private static Path shared(Path test) throws IOException {
        Path target = Path.of("target").toAbsolutePath();
        Path parent = target.startsWith("/tmp") ? Path.of("/var/tmp/weirflow") : target;
        return Files.createDirectories(parent.resolve("shared").resolve(test.getFileName()));
    }

    @Override
    protected Path shared() throws IOException {
        return shared(folder);
    }

    @Override
    protected boolean hasPrivateInputs() {
        return false;
    }

    @Override
    protected boolean isAlive(long pid) {
        return ContainedProcesses.isAlive(pid);
    }

    @Override
    protected void vanish(Path where, Digest id) throws IOException {
        TestEngine.client()
                .removeContainerCmd("weirflow-" + Labels.executor(where.toRealPath()) + "-" + id.hex())
                .withForce(true)
                .exec();
    }

    @AfterEach
    void noContainerIsLeftAfterTheClose() throws IOException {
        executor.close();
        assertThat(TestEngine.containers()).isEmpty();
        MoreFiles.deleteRecursively(shared(), RecursiveDeleteOption.ALLOW_INSECURE);
    }
}
