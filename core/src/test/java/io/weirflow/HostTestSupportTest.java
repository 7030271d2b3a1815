package io.weirflow;

import static io.weirflow.testkit.EvaluationAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.Result;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.repository.Repository;
import io.weirflow.task.FileFlow;
import io.weirflow.task.Source;
import io.weirflow.task.Task;
import io.weirflow.testkit.WeirflowExtension;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class HostTestSupportTest {
    @RegisterExtension
    final WeirflowExtension runtime = WeirflowExtension.answering(HostTestSupportTest::answer);

    private static Result answer(ExecConfig config, Repository repository) {
        return config.command().contains("false")
                ? Result.failed(Failure.of(ErrorKind.EXEC, "exec", "exit code 1"))
                : Result.of(Fileset.list(List.of(Fileset.of(File.resolved(repository.put(new byte[0]), 0)))));
    }

    private static FileFlow task(String name, String command) {
        return Task.named(name)
                .in("text", Source.text("x"))
                .command(command + " {{text}} >{{out}}")
                .outFile("out")
                .build()
                .out("out");
    }

    @Test
    void aTestCanTellWhatRanAndWhatFailed(Weirflow weirflow) {
        assertThat(weirflow.evaluate(task("good", "sort"))).ran("good").cached().failed();
        assertThat(weirflow.evaluate(task("bad", "false"))).ran().failed("bad");
    }

    @Test
    void whatDoesNotHoldIsToldWithTheReport(Weirflow weirflow) {
        TaskEvaluation evaluation = weirflow.evaluate(task("good", "sort"));

        assertThatThrownBy(() -> assertThat(evaluation).ranNothing())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("good")
                .hasMessageContaining("1 ran, 0 cached");
    }
}
