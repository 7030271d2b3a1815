package io.weirflow.backend.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import io.weirflow.TaskEvaluation;
import io.weirflow.Weirflow;
import io.weirflow.eval.EvaluationEvent;
import io.weirflow.store.loop.Signal;
import io.weirflow.task.Task;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes on one folder that need the same command at the same time. */
class ClaimsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Path log;
    private Path gate;

    @BeforeEach
    void nameTheFiles() {
        log = folder.resolve("log");
        gate = folder.resolve("gate");
    }

    /** Commands that outlive a killed process end by this. */
    @AfterEach
    void openTheGate() throws IOException {
        Files.writeString(gate, "");
    }

    @Test
    void aCommandThatTwoProcessesNeedIsRunOnce() throws Exception {
        Process one = start();
        try (BufferedReader first = ChildJvm.reader(one)) {
            awaitLine(first, "started");
            awaitRuns(1);
            Process two = start();
            try (BufferedReader second = ChildJvm.reader(two)) {
                awaitLine(second, "started");
                Files.writeString(gate, "");
                assertThat(awaitLine(first, "result")).isEqualTo("result done, 1 ran, 0 cached");
                assertThat(awaitLine(second, "result")).isEqualTo("result done, 0 ran, 1 cached");
            } finally {
                two.destroyForcibly().onExit().join();
            }
        } finally {
            one.destroyForcibly().onExit().join();
        }
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void anotherProcessTakesOverWhenTheOneThatRunsACommandIsKilled() throws Exception {
        Process one = start();
        try (BufferedReader first = ChildJvm.reader(one)) {
            awaitLine(first, "started");
            awaitRuns(1);
            Process two = start();
            try (BufferedReader second = ChildJvm.reader(two)) {
                awaitLine(second, "started");
                one.destroyForcibly().onExit().join();
                awaitRuns(2);
                Files.writeString(gate, "");
                assertThat(awaitLine(second, "result")).isEqualTo("result done, 1 ran, 0 cached");
            } finally {
                two.destroyForcibly().onExit().join();
            }
        } finally {
            one.destroyForcibly().onExit().join();
        }
    }

    private Process start() throws IOException {
        return ChildJvm.start(ChildJvm.command(Evaluating.class, folder.resolve("state"), log, gate));
    }

    private static String awaitLine(BufferedReader reader, String prefix) throws IOException {
        StringBuilder before = new StringBuilder();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.startsWith(prefix)) {
                return line;
            }
            before.append(line).append('\n');
        }
        throw new AssertionError("the process ended without saying " + prefix + ":\n" + before);
    }

    private long runs() {
        try {
            return Files.exists(log) ? Files.readAllLines(log).size() : 0;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void awaitRuns(long count) {
        Optional<Long> reached = new Signal()
                .awaitFor(
                        LIMIT,
                        Duration.ofMillis(50),
                        Ticker.systemTicker(),
                        () -> Optional.of(runs()).filter(runs -> runs >= count));
        assertThat(reached).as("runs of the command").isPresent();
    }

    /** A process that evaluates one task. */
    public static final class Evaluating {
        private Evaluating() {}

        /** Arguments: state folder, a file to which each run adds a line, a file for which each run waits. */
        public static void main(String[] arguments) {
            Task task = Task.named("slow")
                    .param("log", arguments[1])
                    .param("gate", arguments[2])
                    .command("echo run >>{{log}}; while [ ! -e {{gate}} ]; do sleep 0.05; done; printf done >{{out}}")
                    .outFile("out")
                    .build();
            try (Weirflow weirflow = FileBackend.builder(Path.of(arguments[0]))
                    .claimWork()
                    .sessionTtl(Duration.ofSeconds(2))
                    .open()) {
                TaskEvaluation evaluation = weirflow.evaluate(
                                weirflow.options().withListener(event -> {
                                    if (event instanceof EvaluationEvent.Started) {
                                        System.out.println("started");
                                    }
                                }),
                                List.of(task.out("out")))
                        .await();
                var progress = evaluation.progress();
                System.out.println("result " + evaluation.file(task.out("out")).text() + ", " + progress.ran()
                        + " ran, " + progress.cached() + " cached");
            }
        }
    }
}
