package io.weirflow.run.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.Weirflow;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.cache.MemoryAssoc;
import io.weirflow.eval.Evaluation;
import io.weirflow.eval.EvaluationOptions;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.Executor;
import io.weirflow.exec.Result;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.MergeNode;
import io.weirflow.repository.MemoryRepository;
import io.weirflow.testkit.ScriptedExecutor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What a recorder tells sinks of evaluations. */
class EvaluationRecorderTest {
    private final MemoryRepository repository = MemoryRepository.create();
    private final Flow left = ExecNode.of("left", List.of()).ident("left").build();
    private final Flow right = ExecNode.of("right", List.of()).ident("right").build();
    private final Flow root = ExecNode.of("cat %s", List.of(MergeNode.of(List.of(left, right))))
            .ident("root")
            .build();

    private static final class Sink implements HistorySink {
        final List<PastEvaluation> evaluations = new CopyOnWriteArrayList<>();
        final List<PastTask> tasks = new CopyOnWriteArrayList<>();
        final List<Flow> nodes = new CopyOnWriteArrayList<>();

        @Override
        public void put(PastEvaluation evaluation) {
            evaluations.add(evaluation);
        }

        @Override
        public void put(PastTask task, Flow node) {
            tasks.add(task);
            nodes.add(node);
        }
    }

    private Weirflow runtime(Executor executor, Sink... sinks) {
        Weirflow.Builder builder = Weirflow.builder()
                .repository(repository)
                .assoc(MemoryAssoc.create())
                .executor(executor);
        for (Sink sink : sinks) {
            builder.recorder(EvaluationRecorder.to(
                    sink, HistorySettings.of("unused").withUser("ann").withRepository(repository)));
        }
        return builder.build();
    }

    private Result run(ExecConfig config) {
        byte[] content = config.command().getBytes(StandardCharsets.UTF_8);
        return Result.of(Fileset.of(File.resolved(repository.put(content), content.length)));
    }

    @Test
    void everySinkIsToldOfEachTaskWhenItStartsAndWhenItHasEnded() {
        Sink first = new Sink();
        Sink second = new Sink();
        List<String> seen = new ArrayList<>();
        Evaluation evaluation;
        try (Weirflow weirflow = runtime(ScriptedExecutor.of(repository, this::run), first, second)) {
            EvaluationOptions options = EvaluationOptions.DEFAULT
                    .withName("graph")
                    .withListener(event -> seen.add(event.getClass().getSimpleName()));
            evaluation = weirflow.start(options, List.of(root)).await();
        }
        for (Sink sink : List.of(first, second)) {
            assertThat(sink.evaluations)
                    .extracting(PastEvaluation::state)
                    .containsExactly(PastState.RUNNING, PastState.SUCCEEDED);
            assertThat(sink.evaluations).allSatisfy(each -> {
                assertThat(each.id()).isEqualTo(evaluation.id());
                assertThat(each.user()).isEqualTo("ann");
                assertThat(each.session()).isEmpty();
            });
            assertThat(sink.nodes).containsOnly(left, right, root);
            for (String ident : List.of("left", "right", "root")) {
                assertThat(sink.tasks)
                        .filteredOn(task -> task.ident().equals(ident))
                        .extracting(PastTask::state)
                        .containsExactly(PastState.RUNNING, PastState.SUCCEEDED);
            }
        }
        assertThat(seen).startsWith("Begun").endsWith("Ended");
    }

    @Test
    void whatWasInTheCacheIsNoTask() {
        Sink sink = new Sink();
        try (Weirflow weirflow = runtime(ScriptedExecutor.of(repository, this::run), sink)) {
            weirflow.start(EvaluationOptions.DEFAULT, List.of(root)).await();
            sink.tasks.clear();
            sink.evaluations.clear();
            weirflow.start(EvaluationOptions.DEFAULT, List.of(root)).await();
        }
        assertThat(sink.tasks).isEmpty();
        assertThat(sink.evaluations).extracting(PastEvaluation::cached).last().isEqualTo(1L);
    }

    @Test
    void aFailureIsToldWithItsReason() {
        Sink sink = new Sink();
        Executor failing = ScriptedExecutor.of(repository, config -> {
            throw WeirflowException.of(ErrorKind.NOT_ALLOWED, "run", "no such machine");
        });
        try (Weirflow weirflow = runtime(failing, sink)) {
            weirflow.start(EvaluationOptions.DEFAULT, List.of(left)).awaitResult();
        }
        assertThat(sink.tasks).last().satisfies(task -> {
            assertThat(task.state()).isEqualTo(PastState.FAILED);
            assertThat(task.error()).hasValueSatisfying(text -> assertThat(text).contains("no such machine"));
        });
        assertThat(sink.evaluations)
                .last()
                .satisfies(each -> assertThat(each.state()).isEqualTo(PastState.FAILED));
    }
}
