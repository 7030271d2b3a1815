package io.weirflow.eval;

import static io.weirflow.eval.Lab.exec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.cache.Presence;
import io.weirflow.digest.Digest;
import io.weirflow.exec.Result;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.CollectNode;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.InternNode;
import io.weirflow.flow.KNode;
import io.weirflow.flow.MergeNode;
import io.weirflow.resource.Resources;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lost content, cycles, cancellation and reasons. */
class EvaluatorRecoveryTest {
    private static final EvaluationOptions TARGETS = EvaluationOptions.DEFAULT.withPresence(Presence.CHECK_TARGETS);

    private final Lab lab = new Lab();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void whatATargetLostIsProducedAgainAtTheEnd() {
        Flow put = exec("put x");
        Flow root = MergeNode.of(List.of(CollectNode.of(put, ".*", "$0")));
        lab.run(root).await();
        lab.ran();
        lab.repository.remove(Digest.of("x"));
        Evaluation again = lab.run(TARGETS, root).await();
        assertThat(lab.text(again.value(root))).isEqualTo("x");
        assertThat(lab.ran()).containsExactly("put x");
        assertThat(again.report().nodes())
                .singleElement()
                .satisfies(node -> assertThat(node.reason()).contains(new Reason.ObjectsMissing(1)));
        assertThat(again.progress()).isEqualTo(new Progress(1, 1, 0, 0, 0));
    }

    @Test
    void whatIsTrustedIsNotLookedForUntilItIsNeeded() {
        EvaluationOptions trust = EvaluationOptions.DEFAULT.withPresence(Presence.TRUST);
        Flow put = exec("put x");
        lab.run(put).await();
        lab.ran();
        lab.repository.remove(Digest.of("x"));

        assertThat(lab.run(trust, put).await().progress()).isEqualTo(new Progress(1, 0, 1, 0, 0));
        assertThat(lab.ran()).isEmpty();
        Flow root = exec("tag a", put);
        assertThat(lab.text(lab.run(trust, root).await().value(root))).isEqualTo("a(x)");
        assertThat(lab.ran()).containsExactly("put x", "tag a", "tag a");
    }

    @Test
    void whatAnExecMissesOfItsInputsIsProducedAgain() {
        Flow put = exec("put x");
        lab.run(put).await();
        lab.ran();
        lab.repository.remove(Digest.of("x"));
        Flow root = exec("tag a", CollectNode.of(put, ".*", "$0"));
        Evaluation again = lab.run(TARGETS, root).await();
        assertThat(lab.text(again.value(root))).isEqualTo("a(x)");
        assertThat(lab.ran()).containsExactly("put x", "tag a", "tag a");
    }

    @Test
    void contentThatCannotBeProducedAgainIsAFailureAndNotALoop() {
        lab.on("lose", config -> {
            Fileset value = Fileset.of(lab.file("gone"));
            lab.repository.remove(Digest.of("gone"));
            return Result.of(value);
        });
        assertThatThrownBy(() -> lab.run(TARGETS, exec("tag a", exec("lose"))).await())
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.NOT_EXIST));
        assertThatThrownBy(() -> lab.run(TARGETS, exec("lose it")).await())
                .hasMessageContaining("content of its value is missing");
    }

    @Test
    void aGraphThatNeedsTheNodeItReplacesIsAnError() {
        List<Flow> self = new ArrayList<>();
        Flow k = KNode.of(List.of(exec("put x")), Digest.of("self"), values -> exec("tag a", self.get(0)));
        self.add(k);
        assertThatThrownBy(() -> lab.run(exec("cat", k)).await())
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.EVAL))
                .hasMessageContaining("needs the node itself");
    }

    @Test
    void continuationsThatNeverEndAreAnError() {
        assertThatThrownBy(() -> lab.run(endless(0)).await())
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.EVAL))
                .hasMessageContaining("10000 deep");
    }

    private static Flow endless(int number) {
        return KNode.of(List.of(), Digest.of("endless " + number), values -> endless(number + 1));
    }

    @Test
    void cancelingEndsWhatRunsAndLeavesNothingBehind() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        lab.on("hang", config -> {
            running.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                throw WeirflowException.wrap(e, "hang");
            }
            return lab.result("x");
        });
        Evaluation evaluation = lab.start(EvaluationOptions.DEFAULT, exec("tag a", exec("hang")));
        running.await();
        evaluation.close();
        assertThatThrownBy(evaluation::await)
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CANCELED));
        assertThat(lab.executor.execs()).isEmpty();
        assertThat(evaluation.progress().running()).isZero();
    }

    @Test
    void asMuchRunsAtOnceAsFits() {
        List<Double> asked = Collections.synchronizedList(new ArrayList<>());
        lab.on("big", config -> {
            asked.add(config.resources().memoryBytes());
            return lab.result("x");
        });
        Flow small =
                ExecNode.of("big", List.of()).resources(Resources.of(1, 10)).build();
        Flow large =
                ExecNode.of("big", List.of()).resources(Resources.of(1, 20)).build();
        lab.run(MergeNode.of(List.of(small, large))).await();
        assertThat(asked).containsExactly(20.0);
        Flow huge = ExecNode.of("huge", List.of())
                .ident("giant")
                .resources(Resources.of(1e9, 1))
                .build();
        assertThatThrownBy(() -> lab.run(huge).await())
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.RESOURCES_EXHAUSTED))
                .hasMessageContaining("giant")
                .hasMessageContaining("1.0E9");
    }

    @Test
    void theReasonNamesWhatChangedSinceTheEvaluationBefore() {
        EvaluationOptions named = EvaluationOptions.DEFAULT.withName("work");
        lab.source("d/a", "1");
        Flow intern = InternNode.of("mem://b/d/");
        Flow root = ExecNode.of("cat", List.of(intern))
                .ident("all")
                .inputNames(List.of("dir"))
                .build();
        assertThat(reasons(lab.run(named, root).await())).containsOnly(new Reason.NeverEvaluated());
        lab.source("d/b", "2");
        assertThat(reasons(lab.run(named, root).await()))
                .containsExactly(new Reason.SourceChanged(List.of("added b")), new Reason.InputChanged("dir"));
        Flow other = ExecNode.of("cat %s", List.of(intern)).ident("all").build();
        assertThat(reasons(lab.run(named, other).await())).containsExactly(new Reason.CommandChanged());
        assertThat(lab.run(named, other).progress().ran()).isZero();
    }

    private static List<Reason> reasons(Evaluation evaluation) {
        return evaluation.report().nodes().stream()
                .flatMap(node -> node.reason().stream())
                .toList();
    }
}
