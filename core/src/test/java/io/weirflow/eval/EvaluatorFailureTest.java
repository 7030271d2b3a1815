package io.weirflow.eval;

import static io.weirflow.eval.Lab.exec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.Result;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.InternNode;
import io.weirflow.flow.JavaNode;
import io.weirflow.flow.KNode;
import io.weirflow.flow.MapNode;
import io.weirflow.flow.MergeNode;
import io.weirflow.flow.ValNode;
import io.weirflow.resource.Resources;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of failures, and what is tried again. */
class EvaluatorFailureTest {
    private static final EvaluationOptions KEEP_GOING = EvaluationOptions.DEFAULT.withKeepGoing(true);

    private final Lab lab = new Lab();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void aFailedCommandSaysWhatItWas() {
        Flow failing = ExecNode.of("fail hard", List.of())
                .ident("breaker")
                .labels(Map.of("step", "1"))
                .build();
        Evaluation evaluation = lab.run(exec("cat", failing));
        assertThatThrownBy(evaluation::await).isInstanceOfSatisfying(ExecFailedException.class, e -> {
            assertThat(e.kind()).isEqualTo(ErrorKind.EXEC);
            assertThat(e.details().name()).isEqualTo("breaker");
            assertThat(e.details().labels()).containsEntry("step", "1");
            assertThat(e.details().command()).isEqualTo("fail hard");
            assertThat(e.getMessage()).contains("breaker", "fail hard", "exit code 1");
        });
        assertThat(evaluation.failures()).extracting(NodeReport::node).containsExactly(failing);
    }

    @Test
    void secretsAreNeverShown() {
        lab.on("leak", config -> Result.failed(Failure.of(ErrorKind.EXEC, "exec", "exit code 1")));
        Flow failing = ExecNode.of("leak --token hunter2hunter2", List.of())
                .secretEnv(Map.of("TOKEN", "hunter2hunter2"))
                .build();
        assertThatThrownBy(() -> lab.run(failing).await())
                .hasMessageContaining("leak --token ***")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void whatNeedsAFailedNodeIsSkippedAndReportedAsSuch() {
        Flow failing = exec("fail");
        Flow skipped = exec("tag b", exec("tag a", failing));
        Evaluation evaluation = lab.run(KEEP_GOING, skipped);
        assertThat(evaluation.report().nodes())
                .extracting(NodeReport::outcome)
                .containsExactly(Outcome.FAILED, Outcome.SKIPPED, Outcome.SKIPPED);
        assertThat(evaluation.progress()).isEqualTo(new Progress(3, 0, 0, 3, 0));
        assertThatThrownBy(() -> evaluation.value(skipped)).isInstanceOf(ExecFailedException.class);
        assertThat(lab.ran()).containsExactly("fail");
    }

    @Test
    void otherWorkGoesOnIfAskedTo() {
        Flow good = exec("tag a", exec("put x"));
        Flow bad = exec("cat", exec("fail"));
        Evaluation evaluation = lab.run(KEEP_GOING, bad, good);
        assertThat(lab.text(evaluation.value(good))).isEqualTo("a(x)");
        assertThatThrownBy(evaluation::await).isInstanceOf(ExecFailedException.class);
        assertThat(evaluation.failures()).hasSize(1);
    }

    @Test
    void theFirstFailureEndsTheEvaluationOtherwise() {
        Flow bad = exec("fail");
        Flow after = exec("tag b", exec("tag a", bad), exec("put x"));
        Evaluation evaluation = lab.run(after);
        assertThatThrownBy(() -> evaluation.value(after)).isInstanceOf(ExecFailedException.class);
        assertThat(evaluation.progress().running()).isZero();
    }

    @Test
    void aTargetThatWasNotReachedSaysSo() {
        Flow bad = exec("fail");
        Flow far = exec("tag c", exec("tag b", exec("tag a", exec("put x"))));
        lab.on("put", config -> {
            throw WeirflowException.of(ErrorKind.NOT_ALLOWED, "never", "reached too late");
        });
        Evaluation evaluation = lab.run(bad, far);
        assertThatThrownBy(() -> evaluation.value(far)).isInstanceOf(WeirflowException.class);
        assertThatThrownBy(evaluation::await).isInstanceOf(WeirflowException.class);
    }

    @Test
    void functionsThatThrowFailTheirNode() {
        Flow java = JavaNode.of(List.of(), "f", "1", new byte[0], (inputs, repository) -> {
            throw new java.io.FileNotFoundException("gone");
        });
        assertThatThrownBy(() -> lab.run(java).await())
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.NOT_EXIST))
                .hasMessageContaining("java f")
                .hasMessageContaining("gone");
        Flow k = KNode.of(List.of(), Digest.of("k"), values -> {
            throw new IllegalArgumentException("bad k");
        });
        assertThatThrownBy(() -> lab.run(k).await()).hasMessageContaining("bad k");
        AtomicInteger calls = new AtomicInteger();
        Flow map = MapNode.of(ValNode.of(Fileset.list(List.of(Fileset.of(lab.file("x"))))), element -> {
            if (calls.incrementAndGet() > 2) {
                throw new IllegalArgumentException("bad map");
            }
            return element;
        });
        assertThatThrownBy(() -> lab.run(map).await()).hasMessageContaining("bad map");
        Flow sized = ExecNode.of("put x", List.of())
                .resources(Resources.NONE, inputs -> {
                    throw new IllegalArgumentException("bad size");
                })
                .build();
        assertThatThrownBy(() -> lab.run(sized).await()).hasMessageContaining("bad size");
    }

    @Test
    void aFunctionThatReturnsNothingFailsItsNode() {
        Flow java = JavaNode.of(List.of(), "f", "1", new byte[0], (inputs, repository) -> nothing());
        assertThatThrownBy(() -> lab.run(java).await()).hasMessageContaining("returned nothing");
    }

    @SuppressWarnings("NullAway") // what a careless host does
    private static Fileset nothing() {
        return null;
    }

    @Test
    void anImageThatTheExecutorRefusesFailsItsNode() {
        Flow k = ExecNode.of("put x", List.of()).image("refused").build();
        try (Evaluator evaluator =
                lab.builder(lab.assoc, new RefusingExecutor(lab.executor)).build()) {
            Evaluation evaluation = evaluator
                    .start(List.of(MergeNode.of(List.of(k))), EvaluationOptions.DEFAULT)
                    .awaitResult();
            assertThatThrownBy(evaluation::await)
                    .isInstanceOfSatisfying(
                            WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.NOT_SUPPORTED))
                    .hasMessageContaining("refused");
        }
    }

    @Test
    void aCommandIsTriedAgainAsOftenAsItsNodeSays() {
        AtomicInteger tries = new AtomicInteger();
        lab.on(
                "flaky",
                config -> tries.incrementAndGet() < 3
                        ? Result.failed(Failure.of(ErrorKind.EXEC, "exec", "exit code 1"))
                        : lab.result("done"));
        assertThat(lab.text(ExecNode.of("flaky", List.of()).retries(2).build())).isEqualTo("done");
        tries.set(0);
        assertThatThrownBy(() -> lab.run(
                                ExecNode.of("flaky b", List.of()).retries(1).build())
                        .await())
                .isInstanceOf(ExecFailedException.class);
        assertThat(tries).hasValue(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"TEMPORARY", "OUTCOME_UNKNOWN"})
    void aPassingFailureIsTriedAgainWithinABudget(ErrorKind kind) {
        AtomicInteger tries = new AtomicInteger();
        lab.on(
                "flaky",
                config -> tries.incrementAndGet() < 4
                        ? Result.failed(Failure.of(kind, "exec", "busy"))
                        : lab.result("done"));
        assertThat(lab.text(exec("flaky"))).isEqualTo("done");
        assertThat(lab.pauses).hasSize(3).isSorted();
        assertThat(lab.pauses.get(0)).isBetween(Backoff.FIRST.dividedBy(2), Backoff.FIRST);
        tries.set(-100);
        assertThatThrownBy(() -> lab.run(exec("flaky b")).await())
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(kind));
        assertThat(tries).hasValue(-96);
    }

    @Test
    void aCommandThatRanOutOfMemoryGetsMore() {
        List<Double> memory = Collections.synchronizedList(new ArrayList<>());
        lab.on("hungry", config -> {
            memory.add(config.resources().memoryBytes());
            return config.resources().memoryBytes() < 200
                    ? Result.failed(Failure.of(ErrorKind.OOM, "exec", "out of memory"))
                    : lab.result("done");
        });
        Flow root =
                ExecNode.of("hungry", List.of()).resources(Resources.of(1, 100)).build();
        assertThat(lab.text(root)).isEqualTo("done");
        assertThat(memory).containsExactly(100.0, 150.0, 225.0);
    }

    @Test
    void anExecutorInTroubleIsAskedAgainWithinABudget() {
        AtomicInteger tries = new AtomicInteger();
        lab.on("shaky", config -> {
            if (tries.incrementAndGet() < 4) {
                throw WeirflowException.of(ErrorKind.UNAVAILABLE, "exec", "the machine is gone");
            }
            return lab.result("done");
        });
        assertThat(lab.text(exec("shaky"))).isEqualTo("done");
        tries.set(-100);
        assertThatThrownBy(() -> lab.run(exec("shaky b")).await())
                .isNotInstanceOf(ExecFailedException.class)
                .hasMessageContaining("the machine is gone");
        assertThat(tries).hasValue(-96);
        assertThat(lab.ran()).hasSize(8);
    }

    @Test
    void troubleThatCannotPassIsNotTriedAgain() {
        lab.on("wrong", config -> {
            throw WeirflowException.of(ErrorKind.INVALID, "exec", "malformed");
        });
        assertThatThrownBy(() -> lab.run(exec("wrong")).await()).hasMessageContaining("malformed");
        assertThat(lab.ran()).hasSize(1);
    }

    @Test
    void anImportThatTheExecutorFailsNamesItsUrl() {
        lab.source("in", "x");
        lab.on("intern", EvaluatorFailureTest::refuse);
        assertThatThrownBy(
                        () -> lab.run(exec("cat", InternNode.of("mem://b/in"))).await())
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.NOT_ALLOWED))
                .hasMessageContaining("mem://b/in");
    }

    private static Result refuse(ExecConfig config) {
        return Result.failed(Failure.of(ErrorKind.NOT_ALLOWED, "intern", "no access", config.url()));
    }

    @Test
    void manyFailuresAreAllListed() {
        List<Flow> flows = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            flows.add(exec("fail " + i));
        }
        Evaluation evaluation = lab.run(KEEP_GOING, flows.toArray(Flow[]::new));
        assertThat(evaluation.failures()).hasSize(2000);
        assertThat(evaluation.progress().failed()).isEqualTo(2000);
    }
}
