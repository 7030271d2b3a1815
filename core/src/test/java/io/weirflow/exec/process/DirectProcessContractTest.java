package io.weirflow.exec.process;

import io.weirflow.exec.Executor;
import io.weirflow.repository.Repository;
import io.weirflow.testkit.CommandExecutorContract;
import io.weirflow.testkit.ExecutorSetup;
import java.nio.file.Path;
import java.util.Optional;

/** The contract on a machine that has neither bash nor setsid: commands are started one by one, in our own session. */
class DirectProcessContractTest extends CommandExecutorContract {
    @Override
    protected Executor open(Path where, Repository over, ExecutorSetup setup) {
        Shells found = Shells.find();
        Shells poor = new Shells(found.path(), Optional.empty(), found.sh(), Optional.empty());
        return ProcessExecutorContractTest.configure(ProcessExecutor.builder(where, over), setup)
                .shells(poor)
                .open();
    }

    @Override
    protected boolean hasPipefail() {
        return false;
    }
}
