package io.weirflow.eval;

import static io.weirflow.eval.Lab.exec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.CoerceNode;
import io.weirflow.flow.CollectNode;
import io.weirflow.flow.DataNode;
import io.weirflow.flow.ExternNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.GroupbyNode;
import io.weirflow.flow.InternNode;
import io.weirflow.flow.JavaNode;
import io.weirflow.flow.KNode;
import io.weirflow.flow.KctxNode;
import io.weirflow.flow.MapNode;
import io.weirflow.flow.MergeNode;
import io.weirflow.flow.PullupNode;
import io.weirflow.flow.RequirementsNode;
import io.weirflow.flow.ValNode;
import io.weirflow.resource.Requirements;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What each type of node comes to. */
class EvaluatorTest {
    private final Lab lab = new Lab();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void aChainOfExecsRunsInOrder() {
        lab.source("in", "x");
        Flow root = exec("tag c", exec("tag b", exec("tag a", InternNode.of("mem://b/in"))));
        assertThat(lab.text(root)).isEqualTo("c(b(a(x)))");
        assertThat(lab.runs).containsExactly("intern mem://b/in", "tag a", "tag b", "tag c");
    }

    @Test
    void aSharedNodeIsEvaluatedOnce() {
        Flow shared = exec("put x");
        Flow root = exec("cat", exec("tag a", shared), exec("tag b", shared), shared, shared);
        assertThat(lab.text(root)).isEqualTo("a(x)b(x)xx");
        assertThat(lab.ran()).containsExactly("cat", "put x", "tag a", "tag b");
    }

    @Test
    void nodesOfEqualMeaningAreEvaluatedOnce() {
        Flow root = exec("cat", exec("put x"), exec("put x"));
        assertThat(lab.text(root)).isEqualTo("xx");
        assertThat(lab.ran()).containsExactly("cat", "put x");
    }

    @Test
    void filesAreGroupedMappedRenamedAndMerged() {
        lab.source("d/a1", "1");
        lab.source("d/a2", "2");
        lab.source("d/b1", "3");
        Flow groups = GroupbyNode.of(InternNode.of("mem://b/d/"), "(.)\\d");
        Flow mapped = MapNode.of(groups, group -> exec("tag g", CollectNode.of(group, ".*", "x/$0")));
        Evaluation evaluation = lab.run(mapped).await();
        List<Fileset> elements = evaluation.value(mapped).elements();
        assertThat(elements).extracting(lab::text).containsExactly("g(12)", "g(3)");
        assertThat(lab.ran()).containsExactly("intern mem://b/d/", "tag g", "tag g");
    }

    @Test
    void filesOfAllInputsArePulledUp() {
        Flow root = PullupNode.of(List.of(exec("files a=1,b=2"), MergeNode.of(List.of(exec("files b=3,c=4")))));
        assertThat(lab.run(root).await().value(root).files()).containsOnlyKeys("a", "b", "c");
        assertThat(lab.text(root)).isEqualTo("134");
    }

    @Test
    void dataBecomesAFileOfTheRepository() {
        assertThat(lab.text(exec("cat", DataNode.of("hello".getBytes(StandardCharsets.UTF_8)))))
                .isEqualTo("hello");
    }

    @Test
    void aContinuationIsReplacedByTheGraphItReturns() {
        Flow k = KNode.of(
                List.of(exec("put a"), exec("put b")),
                Digest.of("k"),
                values -> exec("tag " + lab.text(values.get(0)), ValNode.of(values.get(1))));
        assertThat(lab.text(exec("cat", k))).isEqualTo("a(b)");
    }

    @Test
    void aHundredContinuationsOneWithinTheOther() {
        assertThat(lab.text(nested(100, "x"))).isEqualTo("x" + "!".repeat(100));
        assertThat(lab.ran()).hasSize(101);
    }

    private Flow nested(int depth, String text) {
        return KNode.of(List.of(exec("put " + text)), Digest.of("nested " + depth + text), values -> {
            String read = lab.text(values.get(0));
            return depth == 0 ? ValNode.of(values.get(0)) : nested(depth - 1, read + "!");
        });
    }

    @Test
    void aContinuationWithContextReadsTheRepository() {
        Flow kctx = KctxNode.of(List.of(exec("put hello")), Digest.of("kctx"), (repository, values) -> {
            byte[] content = repository.read(values.get(0).file().id());
            return exec("put " + new String(content, StandardCharsets.UTF_8).toUpperCase(java.util.Locale.ROOT));
        });
        assertThat(lab.text(kctx)).isEqualTo("HELLO");
    }

    @Test
    void aJavaFunctionIsCachedLikeAnExec() {
        List<String> calls = new ArrayList<>();
        Flow java = JavaNode.of(List.of(exec("put a")), "upper", "1", new byte[0], (inputs, repository) -> {
            calls.add("called");
            return Fileset.of(lab.file(lab.text(inputs.get(0)) + "!"));
        });
        assertThat(lab.text(java)).isEqualTo("a!");
        assertThat(lab.text(java)).isEqualTo("a!");
        assertThat(calls).hasSize(1);
        assertThat(lab.run(java).progress()).isEqualTo(new Progress(1, 0, 1, 0, 0));
    }

    @Test
    void anUncachedJavaFunctionIsCalledEachTimeAndNotCounted() {
        List<String> calls = new ArrayList<>();
        Flow java = JavaNode.of(List.of(), "f", "1", new byte[0], (inputs, repository) -> {
                    calls.add("called");
                    return Fileset.of(lab.file("x"));
                })
                .uncached();
        assertThat(lab.text(java)).isEqualTo("x");
        assertThat(lab.run(java).progress().total()).isZero();
        assertThat(calls).hasSize(2);
    }

    @Test
    void coercionsChangeOrRefuseValues() {
        Flow changed = CoerceNode.of(exec("put a"), Digest.of("c"), value -> Fileset.list(List.of(value, value)));
        assertThat(lab.run(changed).await().value(changed).elements()).hasSize(2);
        Flow refused = CoerceNode.of(exec("put a"), Digest.of("d"), value -> {
            throw WeirflowException.of(ErrorKind.INVALID, "check", "not wanted");
        });
        assertThatThrownBy(() -> lab.run(exec("cat", refused)).await())
                .isInstanceOf(WeirflowException.class)
                .hasMessageContaining("coerce")
                .hasMessageContaining("not wanted");
    }

    @Test
    void requirementsPassTheValueThrough() {
        assertThat(lab.text(RequirementsNode.of(exec("put a"), Requirements.NONE)))
                .isEqualTo("a");
    }

    @Test
    void aFailedConstantFailsWhatNeedsIt() {
        Flow root = exec("cat", ValNode.failed(Failure.of(ErrorKind.NOT_ALLOWED, "login", "no")));
        Evaluation evaluation = lab.run(root);
        assertThatThrownBy(() -> evaluation.value(root))
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.NOT_ALLOWED));
        assertThat(lab.runs).isEmpty();
    }

    @Test
    void anExportGivesWhatItExported() {
        Flow root = ExternNode.of(exec("put a"), "mem://b/out");
        assertThat(lab.text(root)).isEqualTo("a");
        assertThat(lab.text(InternNode.of("mem://b/out"))).isEqualTo("a");
    }

    @Test
    void severalTargetsAreEvaluatedTogether() {
        Flow shared = exec("put x");
        Flow a = exec("tag a", shared);
        Flow b = exec("tag b", shared);
        Evaluation evaluation = lab.run(a, b, a).await();
        assertThat(lab.text(evaluation.value(a))).isEqualTo("a(x)");
        assertThat(lab.text(evaluation.value(b))).isEqualTo("b(x)");
        assertThat(lab.ran()).containsExactly("put x", "tag a", "tag b");
        assertThatThrownBy(() -> evaluation.value(shared)).hasMessageContaining("not a target");
    }

    @Test
    void noTargetsAreDoneAtOnce() {
        assertThat(lab.run().await().report().nodes()).isEmpty();
    }

    @Test
    void aMapOverNothingIsAnEmptyList() {
        Flow map = MapNode.of(ValNode.of(Fileset.list(List.of())), element -> exec("cat", element));
        assertThat(lab.run(map).await().value(map)).isEqualTo(Fileset.list(List.of()));
    }

    @Test
    void mapsMayStandWithinMaps() {
        Fileset inner = Fileset.list(List.of(Fileset.of(lab.file("a")), Fileset.of(lab.file("b"))));
        Flow map = MapNode.of(
                ValNode.of(Fileset.list(List.of(inner, inner))), list -> MapNode.of(list, file -> exec("tag t", file)));
        Evaluation evaluation = lab.run(map).await();
        assertThat(lab.text(evaluation.value(map))).isEqualTo("t(a)t(b)t(a)t(b)");
        assertThat(lab.ran()).containsExactly("tag t", "tag t");
    }
}
