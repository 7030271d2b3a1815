package io.weirflow.exec.process;

import io.weirflow.exec.Executor;
import io.weirflow.repository.Repository;
import io.weirflow.testkit.CommandExecutorContract;
import io.weirflow.testkit.ExecutorSetup;
import java.nio.file.Path;

class ProcessExecutorContractTest extends CommandExecutorContract {
    @Override
    protected Executor open(Path where, Repository over, ExecutorSetup setup) {
        return configure(ProcessExecutor.builder(where, over), setup).open();
    }

    static ProcessExecutor.Builder configure(ProcessExecutor.Builder builder, ExecutorSetup setup) {
        return builder.blobs(setup.blobs())
                .resources(setup.resources())
                .logLimitBytes(setup.logLimitBytes())
                .grace(setup.grace())
                .maxCommands(setup.maxCommands());
    }
}
