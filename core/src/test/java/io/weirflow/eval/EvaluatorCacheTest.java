package io.weirflow.eval;

import static io.weirflow.eval.Lab.exec;
import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.ErrorKind;
import io.weirflow.cache.AssocEntry;
import io.weirflow.cache.AssocKind;
import io.weirflow.cache.AssocValue;
import io.weirflow.exec.Result;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.DefaultKeyScheme;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.ExternNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.InternNode;
import io.weirflow.flow.MergeNode;
import io.weirflow.flow.ValNode;
import io.weirflow.testkit.Faults;
import io.weirflow.testkit.FaultyAssoc;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When results come from the cache, and when they get there. */
class EvaluatorCacheTest {
    private static final EvaluationOptions TOP_DOWN = EvaluationOptions.DEFAULT;
    private static final EvaluationOptions BOTTOM_UP = TOP_DOWN.withLookupOrder(LookupOrder.BOTTOM_UP);

    private final Lab lab = new Lab();

    @AfterEach
    void close() {
        lab.close();
    }

    private List<AssocEntry> entries(AssocKind kind) {
        List<AssocEntry> entries = new ArrayList<>();
        lab.assoc.scan(EnumSet.of(kind), entries::add);
        return entries;
    }

    @Test
    void aCachedRootRunsNothingAndItsInputsAreNotEvenLookedUp() {
        Flow root = exec("tag b", exec("tag a", exec("put x")));
        lab.run(root).await();
        Evaluation warm = lab.run(exec("tag b", exec("tag a", exec("put x")))).await();
        assertThat(warm.progress()).isEqualTo(new Progress(1, 0, 1, 0, 0));
        assertThat(warm.report().nodes()).extracting(NodeReport::outcome).containsExactly(Outcome.CACHED);
    }

    @Test
    void bottomUpEveryNodeIsLookedUp() {
        Flow root = exec("tag b", exec("tag a", exec("put x")));
        lab.run(BOTTOM_UP, root).await();
        assertThat(lab.ran()).hasSize(3);
        Evaluation warm = lab.run(BOTTOM_UP, root).await();
        assertThat(warm.progress()).isEqualTo(new Progress(3, 0, 3, 0, 0));
        assertThat(lab.text(warm.value(root))).isEqualTo("b(a(x))");
    }

    @Test
    void whatOneOrderWroteTheOtherFinds() {
        Flow root = MergeNode.of(List.of(exec("tag a", exec("put x")), exec("put y")));
        lab.run(BOTTOM_UP, root).await();
        assertThat(lab.run(TOP_DOWN, root).progress().ran()).isZero();
        Flow other = MergeNode.of(List.of(exec("tag c", exec("put x")), exec("put z")));
        lab.run(TOP_DOWN, other).await();
        assertThat(lab.run(BOTTOM_UP, other).progress().ran()).isZero();
    }

    @Test
    void equalContentOfAnotherSourceIsFoundByItsPhysicalKey() {
        lab.source("one", "same");
        lab.source("two", "same");
        lab.text(exec("tag a", InternNode.of("mem://b/one")));
        lab.ran();
        assertThat(lab.text(exec("tag a", InternNode.of("mem://b/two")))).isEqualTo("a(same)");
        assertThat(lab.ran()).containsExactly("intern mem://b/two");
    }

    @Test
    void whatWasFoundByItsPhysicalKeyIsFoundByItsLogicalKeyAfterwards() {
        lab.source("one", "same");
        lab.source("two", "same");
        lab.text(exec("tag a", InternNode.of("mem://b/one")));
        Flow other = exec("tag a", InternNode.of("mem://b/two"));
        lab.text(other);
        assertThat(lab.run(other).progress()).isEqualTo(new Progress(1, 0, 1, 0, 0));
    }

    @Test
    void nodesOfDifferentKeysThatComeToTheSameWorkRunOnce() {
        lab.source("one", "same");
        lab.source("two", "same");
        Flow root = MergeNode.of(
                List.of(exec("tag a", InternNode.of("mem://b/one")), exec("tag a", InternNode.of("mem://b/two"))));
        Evaluation evaluation = lab.run(root).await();
        assertThat(lab.text(evaluation.value(root))).isEqualTo("a(same)a(same)");
        assertThat(lab.ran()).containsExactly("intern mem://b/one", "intern mem://b/two", "tag a");
        assertThat(lab.run(root).progress().ran()).isZero();
    }

    @Test
    void withoutTheCacheEverythingRunsAndNothingIsKept() {
        Flow root = exec("tag a", exec("put x"));
        lab.run(TOP_DOWN.withCacheMode(CacheMode.OFF), root).await();
        assertThat(lab.assoc.count()).isZero();
        lab.run(TOP_DOWN.withCacheMode(CacheMode.OFF), root).await();
        assertThat(lab.ran()).hasSize(4);
        assertThat(lab.executor.execs()).isEmpty();
    }

    @Test
    void readingOnlyKeepsNothing() {
        Flow root = exec("put x");
        EvaluationOptions reading = TOP_DOWN.withCacheMode(CacheMode.READ);
        lab.run(reading, root).await();
        assertThat(lab.assoc.count()).isZero();
        lab.run(root).await();
        assertThat(lab.run(reading, root).progress().cached()).isEqualTo(1);
    }

    @Test
    void writingOnlyRunsAnewAndReplaces() {
        Flow root = exec("put x");
        EvaluationOptions writing = TOP_DOWN.withCacheMode(CacheMode.WRITE);
        lab.run(writing, root).await();
        lab.run(writing, root).await();
        assertThat(lab.ran()).hasSize(2);
        assertThat(lab.run(root).progress().cached()).isEqualTo(1);
    }

    @Test
    void aResultIsWrittenUnderItsPhysicalAndItsLogicalKey() {
        lab.run(exec("put x")).await();
        assertThat(entries(AssocKind.RESULT)).hasSize(2);
    }

    @Test
    void anInvalidatedNodeRunsAgainAndWhatStandsAboveItIsTriedByContent() {
        Flow put = exec("put x");
        Flow root = exec("tag a", put);
        lab.run(root).await();
        lab.ran();
        Evaluation again = lab.run(TOP_DOWN.withInvalidate(flow -> true), root).await();
        assertThat(lab.ran()).containsExactly("put x", "tag a");
        assertThat(again.report().nodes())
                .allSatisfy(node -> assertThat(node.reason()).contains(new Reason.CacheNotRead()));
        assertThat(lab.run(root).progress().ran()).isZero();
    }

    @Test
    void anEmptyResultIsComputedAgainOnlyIfAskedTo() {
        lab.on("nothing", config -> Result.of(Fileset.EMPTY));
        Flow root = exec("nothing");
        lab.run(root).await();
        assertThat(lab.run(root).progress().cached()).isEqualTo(1);
        Evaluation again = lab.run(TOP_DOWN.withRecomputeEmpty(true), root);
        assertThat(again.progress().ran()).isEqualTo(1);
        assertThat(again.report().nodes().get(0).reason()).contains(new Reason.Rejected("it has an empty element"));
    }

    @Test
    void aResultWhoseContentIsGoneIsComputedAgain() {
        Flow root = exec("tag a", exec("put x"));
        Fileset value = lab.run(root).await().value(root);
        lab.ran();
        lab.repository.remove(value.file().id());
        Evaluation again = lab.run(root).await();
        assertThat(lab.text(again.value(root))).isEqualTo("a(x)");
        assertThat(lab.ran()).containsExactly("tag a");
        assertThat(again.report().nodes())
                .filteredOn(node -> node.outcome() == Outcome.RAN)
                .extracting(NodeReport::reason)
                .containsExactly(Optional.of(new Reason.ObjectsMissing(1)));
    }

    @Test
    void exportsAreMadeEachTimeAndWhatStandsAboveThemDoesNotHideThem() {
        Flow export = ExternNode.of(exec("put x"), "mem://b/out");
        Flow root = exec("tag a", export);
        lab.run(root).await();
        lab.ran();
        Evaluation again = lab.run(root).await();
        assertThat(lab.ran()).containsExactly("extern mem://b/out");
        assertThat(lab.text(again.value(root))).isEqualTo("a(x)");
        assertThat(again.progress()).isEqualTo(new Progress(3, 1, 2, 0, 0));
    }

    @Test
    void failuresAreNotKept() {
        Flow root = exec("fail");
        lab.run(root);
        lab.run(root);
        assertThat(lab.ran()).containsExactly("fail", "fail");
        assertThat(lab.assoc.count()).isZero();
    }

    @Test
    void aConstantIsNotLookedUp() {
        Flow root = ValNode.of(Fileset.of(lab.file("x")));
        assertThat(lab.run(root).await().progress().total()).isZero();
    }

    @Test
    void aMalformedEntryIsComputedAgainAndRepaired() {
        Flow root = exec("put x");
        lab.run(root).await();
        for (AssocEntry entry : entries(AssocKind.RESULT)) {
            lab.assoc.store(Map.of(entry.key(), AssocValue.inline(new byte[] {1, 2, 3})));
        }
        Evaluation again = lab.run(root).await();
        assertThat(again.report().nodes().get(0).reason().orElseThrow()).isInstanceOf(Reason.Rejected.class);
        assertThat(lab.run(root).progress().cached()).isEqualTo(1);
    }

    @Test
    void aCacheThatCannotBeReadIsNoReasonToFail() {
        lab.run(exec("put x")).await();
        Faults faults = new Faults().failBefore("get", 100, ErrorKind.NOT_ALLOWED);
        try (Evaluator evaluator =
                lab.builder(new FaultyAssoc(lab.assoc, faults), lab.executor).build()) {
            Flow root = exec("put x");
            Evaluation evaluation = evaluator.start(List.of(root), TOP_DOWN).await();
            assertThat(lab.text(evaluation.value(root))).isEqualTo("x");
        }
    }

    @Test
    void keysOfDifferentImagesDoNotMeet() {
        Flow one = ExecNode.of("put x", List.of()).image("one").build();
        Flow two = ExecNode.of("put x", List.of()).image("two").build();
        lab.run(one).await();
        lab.run(two).await();
        assertThat(lab.ran()).hasSize(2);
    }

    @Test
    void theKeyInAReportIsTheLogicalKey() {
        Flow root = exec("put x");
        NodeReport first = lab.run(root).report().nodes().get(0);
        NodeReport second = lab.run(exec("put x")).report().nodes().get(0);
        assertThat(first.key()).isEqualTo(second.key());
        assertThat(DefaultKeyScheme.INSTANCE.isCached(root)).isTrue();
    }
}
