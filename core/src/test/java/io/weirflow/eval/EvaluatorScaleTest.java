package io.weirflow.eval;

import static io.weirflow.eval.Lab.exec;
import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.fileset.Fileset;
import io.weirflow.flow.CollectNode;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.MapNode;
import io.weirflow.flow.MergeNode;
import io.weirflow.flow.ValNode;
import io.weirflow.resource.Resources;
import io.weirflow.testkit.ScriptedExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Graphs that are deep, wide or more than the executor has room for need no deep stack and run each command once. */
class EvaluatorScaleTest {
    private static final int NODES = 200_000;
    private static final int SMALL_STACK_BYTES = 256 << 10;

    private final Lab lab = new Lab();

    @AfterEach
    void close() {
        lab.close();
    }

    /** Evaluates on a thread whose stack would not hold a recursion over the graph. */
    private Fileset onASmallStack(Flow target) throws Exception {
        FutureTask<Fileset> value =
                new FutureTask<>(() -> lab.run(target).await().value(target));
        Thread thread = new Thread(null, value, "small stack", SMALL_STACK_BYTES);
        thread.start();
        return value.get();
    }

    @Test
    void aChainOfTwoHundredThousandCollectsNeedsNoDeepStack() throws Exception {
        Flow chain = exec("files a=1,b=2");
        for (int i = 0; i < NODES; i++) {
            chain = CollectNode.of(chain, "[a-c]", i % 2 == 0 ? "c" : "a");
        }
        // Both files get the same name, c and a in turn; the last is a since the number of nodes is even.
        assertThat(onASmallStack(chain).files()).containsOnlyKeys("a");
        assertThat(lab.ran()).containsExactly("files a=1,b=2");
    }

    @Test
    void aMergeOfTwoHundredThousandHasThemAllInOrder() throws Exception {
        List<Flow> parts = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            parts.add(ValNode.of(Fileset.directory(Map.of("f" + i, lab.file(String.valueOf(i))))));
        }
        List<Fileset> elements = onASmallStack(MergeNode.of(parts)).elements();
        assertThat(elements).hasSize(NODES);
        assertThat(lab.text(elements.get(0))).isEqualTo("0");
        assertThat(lab.text(elements.get(NODES - 1))).isEqualTo(String.valueOf(NODES - 1));
    }

    @Test
    void aMapOverTwentyThousandRunsEachElementOnce() throws Exception {
        int size = 20_000;
        List<Fileset> elements = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            elements.add(Fileset.of(lab.file(String.valueOf(i))));
        }
        Fileset value =
                onASmallStack(MapNode.of(ValNode.of(Fileset.list(elements)), element -> exec("tag t", element)));
        assertThat(value.elements()).hasSize(size);
        assertThat(lab.text(value.elements().get(size - 1))).isEqualTo("t(" + (size - 1) + ")");
        assertThat(lab.runs).hasSize(size);
    }

    @Test
    void aBacklogOfTwentyThousandWithLittleRoomRunsEachOnceAndLeavesNoExecs() {
        int size = 20_000;
        int room = 16;
        AtomicInteger calls = new AtomicInteger();
        ScriptedExecutor crowded = ScriptedExecutor.of(lab.repository, config -> {
                    calls.incrementAndGet();
                    return lab.script(config);
                })
                .withResources(Resources.of(room, 1L << 40));
        List<Flow> backlog = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            backlog.add(ExecNode.of("put " + i, List.of())
                    .resources(Resources.of(1, 1))
                    .build());
        }
        Flow root = MergeNode.of(backlog);
        try (Evaluator evaluator = lab.builder(lab.assoc, crowded).build()) {
            Evaluation evaluation =
                    evaluator.start(List.of(root), EvaluationOptions.DEFAULT).await();
            assertThat(evaluation.value(root).elements()).hasSize(size);
            assertThat(evaluation.progress().ran()).isEqualTo(size);
        }
        assertThat(calls).hasValue(size);
        assertThat(crowded.execs())
                .as("an exec whose result was taken is removed")
                .isEmpty();
    }
}
