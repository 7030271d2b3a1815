package io.weirflow.eval;

import static io.weirflow.eval.Lab.exec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.Result;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.ExternNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.MergeNode;
import io.weirflow.flow.ValNode;
import io.weirflow.repository.MemoryRepository;
import io.weirflow.testkit.ScriptedExecutor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Trouble of executors, what they count as loaded, and what is recorded of evaluations that failed. */
class EvaluatorTroubleTest {
    private final Lab lab = new Lab();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void afterTroubleIsWaitedLongerEachTimeAndNeverAsLongForAll() {
        lab.on("shaky", config -> {
            throw WeirflowException.of(ErrorKind.UNAVAILABLE, "exec", "the machine is gone");
        });
        assertThatThrownBy(() -> lab.run(exec("shaky")).await()).hasMessageContaining("the machine is gone");
        assertThat(lab.pauses).hasSize(Retries.BUDGET);
        for (int i = 0; i < Retries.BUDGET; i++) {
            Duration longest = Backoff.FIRST.multipliedBy((long) Math.pow(Backoff.FACTOR, i));
            assertThat(lab.pauses.get(i)).isBetween(longest.dividedBy(2), longest);
        }
        assertThat(lab.pauses.get(0).multipliedBy(2)).isLessThanOrEqualTo(lab.pauses.get(1));
    }

    @Test
    void anErrorThatNobodyExpectsEndsTheEvaluation() {
        lab.on("broken", config -> {
            throw new NoClassDefFoundError("com/example/Missing");
        });
        assertThatThrownBy(() -> lab.run(exec("broken")).await())
                .isInstanceOf(WeirflowException.class)
                .matches(e -> ((WeirflowException) e).is(ErrorKind.FATAL), "is of kind FATAL")
                .hasMessageContaining("com/example/Missing");
    }

    @Test
    void jobsThatMeetTroubleTogetherWaitTogether() {
        lab.on("shaky", config -> {
            throw WeirflowException.of(ErrorKind.UNAVAILABLE, "exec", "the machine is gone");
        });
        Flow[] many = new Flow[500];
        for (int i = 0; i < many.length; i++) {
            many[i] = exec("shaky " + i);
        }
        Evaluation evaluation = lab.run(EvaluationOptions.DEFAULT.withKeepGoing(true), MergeNode.of(List.of(many)));
        assertThat(evaluation.progress().failed()).isEqualTo(500);
        assertThat(lab.ran()).hasSize(4 * 500);
        assertThat(lab.pauses).hasSizeLessThan(4 * 500 / 2);
    }

    @Test
    void cancelingEndsTheWaitAfterTrouble() throws Exception {
        CyclicBarrier waiting = new CyclicBarrier(2);
        try (Evaluator evaluator = lab.builder(lab.assoc, lab.executor)
                .sleeper(duration -> {
                    await(waiting);
                    TimeUnit.DAYS.sleep(1);
                })
                .build()) {
            lab.on("shaky", config -> {
                throw WeirflowException.of(ErrorKind.UNAVAILABLE, "exec", "the machine is gone");
            });
            Evaluation evaluation = evaluator.start(List.of(exec("shaky")), EvaluationOptions.DEFAULT);
            await(waiting);
            evaluation.close();
            assertThatThrownBy(evaluation::await)
                    .isInstanceOfSatisfying(
                            WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CANCELED));
        }
    }

    private static void await(CyclicBarrier barrier) throws InterruptedException {
        try {
            barrier.await(1, TimeUnit.MINUTES);
        } catch (BrokenBarrierException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatAnExecPromotedIsGivenBackWhenItIsRemoved() {
        Flow root = exec("put x");
        Fileset value = lab.run(root).await().value(root);
        assertThat(lab.executor.execs()).isEmpty();
        assertThatThrownBy(() -> lab.executor.unload(value))
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.PRECONDITION));
    }

    @Test
    void evaluationsThatShareAnExecOfAnotherRepositoryGiveItsResultBackOnce() throws Exception {
        MemoryRepository own = MemoryRepository.create();
        CyclicBarrier bothPut = new CyclicBarrier(2);
        ScriptedExecutor executor = ScriptedExecutor.of(own, config -> {
            try {
                await(bothPut);
            } catch (InterruptedException e) {
                throw WeirflowException.wrap(e, "script");
            }
            return text(own, config);
        });
        try (Evaluator evaluator = lab.builder(lab.assoc, executor).build()) {
            Flow root = exec("put x");
            Evaluation first = evaluator.start(List.of(root), EvaluationOptions.DEFAULT);
            Evaluation second = evaluator.start(List.of(root), EvaluationOptions.DEFAULT);
            Fileset value = first.await().value(root);
            assertThat(second.await().value(root)).isEqualTo(value);
            assertThat(lab.text(value)).isEqualTo("put x");
            assertThat(executor.execs()).isEmpty();
            assertThatThrownBy(() -> executor.unload(value))
                    .isInstanceOfSatisfying(
                            WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.PRECONDITION));
        }
        assertThat(lab.pauses).isEmpty();
    }

    private static Result text(MemoryRepository repository, ExecConfig config) {
        byte[] bytes = config.command().getBytes(StandardCharsets.UTF_8);
        return Result.of(Fileset.of(File.resolved(repository.put(bytes), bytes.length)));
    }

    @Test
    void anExportDoesNotGiveBackWhatItDidNotTake() {
        MemoryRepository own = MemoryRepository.create();
        ScriptedExecutor executor = ScriptedExecutor.of(own, lab::script);
        try (Evaluator evaluator = lab.builder(lab.assoc, executor).build()) {
            Fileset input = Fileset.of(lab.file("x"));
            Flow root = ExternNode.of(ValNode.of(input), "mem://b/out");
            assertThat(evaluator
                            .start(List.of(root), EvaluationOptions.DEFAULT)
                            .await()
                            .value(root))
                    .isEqualTo(input);
            assertThatThrownBy(() -> executor.unload(input))
                    .isInstanceOfSatisfying(
                            WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.PRECONDITION));
        }
    }

    @Test
    void whatAFailedEvaluationDidIsKnownToTheNext() {
        EvaluationOptions named = EvaluationOptions.DEFAULT.withName("work");
        assertThat(lab.run(named, failingAfter("put x")).failures()).hasSize(1);
        Evaluation again = lab.run(named, failingAfter("put y"));
        assertThat(again.report().nodes())
                .filteredOn(node -> node.outcome() == Outcome.RAN)
                .singleElement()
                .satisfies(node -> assertThat(node.reason()).contains(new Reason.CommandChanged()));
    }

    private static Flow failingAfter(String command) {
        Flow before = ExecNode.of(command, List.of()).ident("before").build();
        return exec("fail", before);
    }
}
