package io.weirflow.eval;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.cache.MemoryAssoc;
import io.weirflow.exec.Arg;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.ExecType;
import io.weirflow.exec.Result;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.MergeNode;
import io.weirflow.repository.MemoryRepository;
import io.weirflow.testkit.ScriptedExecutor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
    private final MemoryRepository repository = MemoryRepository.create();
    private final MemoryAssoc assoc = MemoryAssoc.create();
    private final AtomicInteger runs = new AtomicInteger();

    private Result script(ExecConfig config) {
        runs.incrementAndGet();
        StringBuilder content = new StringBuilder(config.command());
        config.args().forEach(arg -> {
            if (arg instanceof Arg.Input input) {
                content.append('|').append(input.fileset().digest());
            }
        });
        assertThat(config.type()).isEqualTo(ExecType.EXEC);
        byte[] bytes = content.toString().getBytes(StandardCharsets.UTF_8);
        return Result.of(Fileset.of(File.resolved(repository.put(bytes), bytes.length)));
    }

    @Test
    void aCachedGraphRunsNothing() {
        ScriptedExecutor executor = ScriptedExecutor.of(repository, this::script);
        Flow a = ExecNode.of("a", List.of()).build();
        Flow b = ExecNode.of("b %s", List.of(a)).build();
        Flow root = MergeNode.of(List.of(a, b, b));
        try (Evaluator evaluator =
                Evaluator.builder(repository, assoc, executor).build()) {
            Evaluation cold =
                    evaluator.start(List.of(root), EvaluationOptions.DEFAULT).await();
            assertThat(runs).hasValue(2);
            assertThat(cold.progress()).isEqualTo(new Progress(2, 2, 0, 0, 0));
            Evaluation warm =
                    evaluator.start(List.of(root), EvaluationOptions.DEFAULT).await();
            assertThat(runs).hasValue(2);
            assertThat(warm.value(root)).isEqualTo(cold.value(root));
            assertThat(warm.progress()).isEqualTo(new Progress(2, 0, 2, 0, 0));
        }
        assertThat(executor.execs()).isEmpty();
    }
}
