package consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.TaskEvaluation;
import io.weirflow.Weirflow;
import io.weirflow.backend.file.FileBackend;
import io.weirflow.task.Source;
import io.weirflow.task.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host evaluates a task with the file backend. */
class HostTest {
    @TempDir
    Path folder;

    @Test
    void aTaskRunsOnceAndIsCachedAfterwards() throws Exception {
        Path text = Files.writeString(folder.resolve("text"), "b\na\n");
        Task sorted = Task.named("sorted")
                .in("text", Source.file(text))
                .command("sort <{{text}} >{{sorted}}")
                .outFile("sorted")
                .build();
        for (int ran : new int[] {2, 0}) {
            try (Weirflow weirflow = FileBackend.open(folder.resolve("state"))) {
                TaskEvaluation evaluation = weirflow.evaluate(sorted.out("sorted")).await();
                assertThat(evaluation.file(sorted.out("sorted")).text()).isEqualTo("a\nb\n");
                assertThat(evaluation.progress().ran()).isEqualTo(ran);
            }
        }
    }
}
