package io.weirflow.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.Weirflow;
import io.weirflow.cache.Assoc;
import io.weirflow.cache.MemoryAssoc;
import io.weirflow.exec.Executor;
import io.weirflow.repository.MemoryRepository;
import io.weirflow.task.Task;
import io.weirflow.testkit.ManualTicker;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is asked of an engine: nothing that could be done without. */
@ExtendWith(TestEngine.class)
class EngineRequestsTest {
    private static final Duration MEMORY = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private final MemoryRepository repository = MemoryRepository.create();
    private final Assoc assoc = MemoryAssoc.create();
    private final ManualTicker ticker = new ManualTicker();

    private Executor open(EngineFront front) {
        return TestEngine.executor(folder, repository)
                .engine(front.host())
                .imageMemory(MEMORY)
                .ticker(ticker)
                .open();
    }

    private String evaluate(Executor executor) {
        try (Weirflow weirflow = Weirflow.builder()
                .repository(repository)
                .assoc(assoc)
                .executor(executor)
                .build()) {
            Task task = Task.named("task").command("echo x >{{o}}").outFile("o").build();
            return weirflow.evaluate(task.out("o")).await().report();
        }
    }

    @Test
    void anExecCostsFourRequestsAndACachedOneNoneButTheResolutionOfItsImage() throws Exception {
        try (EngineFront front = new EngineFront(TestEngine.host())) {
            try (Executor executor = open(front)) {
                assertThat(evaluate(executor)).contains("1 ran");
            }
            assertThat(front.take())
                    .containsExactly(
                            "GET info",
                            "GET images/IMAGE/json",
                            "POST containers/create",
                            "POST containers/NAME/start",
                            "POST containers/NAME/wait",
                            "DELETE containers/NAME");

            try (Executor executor = open(front)) {
                assertThat(evaluate(executor)).contains("0 ran, 1 cached");
                assertThat(front.take()).containsExactly("GET info", "GET images/IMAGE/json");
                assertThat(evaluate(executor)).contains("0 ran, 1 cached");
                assertThat(front.take()).isEmpty();
                ticker.advance(MEMORY);
                assertThat(evaluate(executor)).contains("0 ran, 1 cached");
                assertThat(front.take()).containsExactly("GET images/IMAGE/json");
            }
        }
    }
}
