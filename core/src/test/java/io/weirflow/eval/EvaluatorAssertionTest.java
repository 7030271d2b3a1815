package io.weirflow.eval;

import static io.weirflow.eval.Lab.exec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.assertion.AssertionKey;
import io.weirflow.assertion.AssertionPolicy;
import io.weirflow.assertion.Assertions;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.exec.Result;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.Flow;
import io.weirflow.flow.InternNode;
import io.weirflow.flow.MergeNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Assertions go from sources to results, and decide whether results may be used again. */
class EvaluatorAssertionTest {
    private static final EvaluationOptions EXACT = EvaluationOptions.DEFAULT.withAssertionPolicy(AssertionPolicy.EXACT);

    private final Lab lab = new Lab();
    /** By URL the version that an import sees. */
    private final Map<String, String> imported = new ConcurrentHashMap<>();
    /** By URL the version that the generator states. */
    private final Map<String, String> current = new ConcurrentHashMap<>();

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void prepare() {
        lab.on("intern", config -> {
            String version = imported.getOrDefault(config.url(), "1");
            // What an import asserts need not be about the URL itself.
            String subject = config.url().replaceAll("same[0-9]", "same");
            return Result.of(
                    Fileset.of(lab.file("x").withAssertions(Assertions.of(key(subject), Map.of("etag", version)))));
        });
        lab.assertions(key -> {
            asked.add(key.subject());
            String version = current.get(key.subject());
            if (version == null) {
                throw WeirflowException.of(ErrorKind.UNAVAILABLE, "assertion", "cannot be found out", key);
            }
            return Assertions.of(key, Map.of("etag", version));
        });
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private static AssertionKey key(String url) {
        return new AssertionKey(AssertionKey.BLOB, url);
    }

    private Flow source(String name) {
        lab.source(name, "x");
        return InternNode.of("mem://b/" + name);
    }

    @Test
    void whatWasAssertedOfInputsHoldsForResults() {
        Flow root = exec("tag b", exec("tag a", source("one")), source("two"));
        assertThat(lab.run(root).await().value(root).assertions())
                .isEqualTo(Assertions.of(
                        Map.of(key("mem://b/one"), Map.of("etag", "1"), key("mem://b/two"), Map.of("etag", "1"))));
    }

    @Test
    void whatIsServedFromTheCacheKeepsItsAssertions() {
        Flow root = exec("tag a", source("one"));
        Assertions cold = lab.run(root).await().value(root).assertions();
        Evaluation warm = lab.run(root).await();
        assertThat(warm.progress().ran()).isZero();
        assertThat(warm.value(root).assertions()).isEqualTo(cold);
    }

    @Test
    void underTheExactPolicyAResultIsUsedAsLongAsItsAssertionsHold() {
        current.put("mem://b/one", "1");
        Flow root = exec("tag a", source("one"));
        lab.run(EXACT, root).await();
        lab.ran();
        assertThat(lab.run(EXACT, root).await().progress().ran()).isZero();
        current.put("mem://b/one", "2");
        imported.put("mem://b/one", "2");
        Evaluation again = lab.run(EXACT, root).await();
        assertThat(lab.ran()).contains("intern mem://b/one");
        assertThat(again.value(root).assertions().asMap().get(key("mem://b/one")))
                .isEqualTo(Map.of("etag", "2"));
        assertThat(lab.run(EXACT, root).await().progress().ran()).isZero();
    }

    @Test
    void theReasonSaysThatWhatWasAssertedDoesNotHold() {
        current.put("mem://b/one", "1");
        Flow root = exec("tag a", source("one"));
        lab.run(EXACT, root).await();
        current.put("mem://b/one", "2");
        imported.put("mem://b/one", "2");
        assertThat(lab.run(EXACT, root).await().report().nodes())
                .anySatisfy(node -> assertThat(node.reason())
                        .hasValueSatisfying(reason -> assertThat(reason).isInstanceOf(Reason.Rejected.class)));
    }

    @Test
    void underThePolicyNeverNobodyIsAsked() {
        Flow root = exec("tag a", source("one"));
        lab.run(root).await();
        imported.put("mem://b/one", "2");
        assertThat(lab.run(root).await().progress().ran()).isZero();
        assertThat(asked).isEmpty();
    }

    @Test
    void eachSubjectIsAskedAboutOnceInAnEvaluation() {
        current.put("mem://b/one", "1");
        Flow source = source("one");
        List<Flow> targets = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            targets.add(exec("tag " + i, source));
        }
        Flow root = MergeNode.of(targets);
        lab.run(EXACT, root).await();
        asked.clear();
        assertThat(lab.run(EXACT, root).await().progress().ran()).isZero();
        assertThat(asked).containsExactly("mem://b/one");
    }

    @Test
    void whatCannotBeFoundOutIsNoReasonToFail() {
        Flow root = exec("tag a", source("one"));
        lab.run(EXACT, root).await();
        lab.ran();
        assertThat(lab.text(lab.run(EXACT, root).await().value(root))).isEqualTo("a(x)");
        assertThat(lab.ran()).isNotEmpty();
    }

    @Test
    void twoImportsThatContradictEachOtherFail() {
        imported.put("mem://b/same1", "1");
        imported.put("mem://b/same2", "2");
        Flow root = exec("tag a", source("same1"), source("same2"));
        assertThatThrownBy(() -> lab.run(root).await())
                .isInstanceOf(WeirflowException.class)
                .hasMessageContaining("conflict for {mem://b/same blob}")
                .hasMessageContaining("etag");
    }

    @Test
    void aStoredResultThatContradictsAnInputIsNotUsed() {
        imported.put("mem://b/same1", "1");
        Flow before = exec("tag a", source("same1"));
        lab.run(before).await();
        // Equal content of another import finds it by its physical key, but says otherwise of the subject.
        imported.put("mem://b/same2", "2");
        Flow after = exec("tag a", source("same2"));
        lab.ran();
        Evaluation evaluation = lab.run(after).await();
        assertThat(lab.ran()).containsExactly("intern mem://b/same2", "tag a");
        assertThat(evaluation.value(after).assertions().asMap().get(key("mem://b/same")))
                .isEqualTo(Map.of("etag", "2"));
    }
}
