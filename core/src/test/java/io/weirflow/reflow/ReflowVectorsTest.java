package io.weirflow.reflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.reflow.vectors.AssertionsVectors;
import io.weirflow.reflow.vectors.DigestVectors;
import io.weirflow.reflow.vectors.ErrorsVectors;
import io.weirflow.reflow.vectors.EvalVectors;
import io.weirflow.reflow.vectors.ExecVectors;
import io.weirflow.reflow.vectors.FileVectors;
import io.weirflow.reflow.vectors.FilesetOpsVectors;
import io.weirflow.reflow.vectors.FilesetVectors;
import io.weirflow.reflow.vectors.FlowVectors;
import io.weirflow.reflow.vectors.ResourcesVectors;
import io.weirflow.reflow.vectors.VectorCase;
import io.weirflow.reflow.vectors.VectorFiles;
import io.weirflow.reflow.vectors.VectorRule;
import io.weirflow.reflow.vectors.VectorRules;
import io.weirflow.reflow.vectors.VectorSuite;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Everything that is compatible with Reflow gives what the original code gave: see {@code vectors/README.md} in the test
 * resources. {@code -Dreflow.vectors=DIR} runs the cases of another folder.
 *
 * <p>Prints {@code SUITE: N passed, N failed} for each suite and the failing cases. A case that a
 * {@linkplain VectorRules rule} selects passes if it behaves as the rule says.
 */
class ReflowVectorsTest {
    private static final List<VectorSuite> SUITES = List.of(
            new DigestVectors(),
            new ResourcesVectors(),
            new AssertionsVectors(),
            new FileVectors(),
            new FilesetVectors(),
            new FilesetOpsVectors(),
            new ErrorsVectors(),
            new ExecVectors(),
            new FlowVectors(),
            new EvalVectors());

    @TestFactory
    Stream<DynamicTest> everyCaseGivesWhatReflowGave() {
        Map<String, List<VectorCase>> vectors = VectorFiles.read();
        return SUITES.stream()
                .map(suite -> DynamicTest.dynamicTest(
                        suite.name(), () -> check(suite, vectors.getOrDefault(suite.name(), List.of()))));
    }

    @Test
    void everySuiteOfTheVectorsIsKnown() {
        assertThat(SUITES)
                .extracting(VectorSuite::name)
                .containsAll(VectorFiles.read().keySet());
    }

    private static void check(VectorSuite suite, List<VectorCase> cases) {
        Map<String, String> failures = new TreeMap<>();
        for (VectorCase vector : cases) {
            try {
                suite.check(underRules(vector));
            } catch (Exception | AssertionError e) {
                failures.put(vector.id(), vector.kind() + ": " + e);
            }
        }
        System.out.printf("%s: %d passed, %d failed%n", suite.name(), cases.size() - failures.size(), failures.size());
        failures.forEach((id, why) -> System.out.printf("  %s %s%n", id, why));
        assertThat(failures.keySet())
                .as("failing cases of suite " + suite.name())
                .isEmpty();
    }

    private static VectorCase underRules(VectorCase vector) {
        VectorCase ruled = vector;
        for (VectorRule rule : VectorRules.ALL) {
            if (rule.selects().test(vector)) {
                ruled = rule.replacement().apply(ruled);
            }
        }
        return ruled;
    }
}
