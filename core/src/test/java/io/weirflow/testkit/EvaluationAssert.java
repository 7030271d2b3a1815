package io.weirflow.testkit;

import io.weirflow.TaskEvaluation;
import io.weirflow.eval.NodeReport;
import io.weirflow.eval.Outcome;
import java.util.List;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

/** Assertions on what a finished evaluation ran and what it found in the cache, by the names of tasks and sources. */
public final class EvaluationAssert extends AbstractAssert<EvaluationAssert, TaskEvaluation> {
    private EvaluationAssert(TaskEvaluation evaluation) {
        super(evaluation, EvaluationAssert.class);
    }

    /** Returns assertions on an evaluation, whose end is waited for. */
    public static EvaluationAssert assertThat(TaskEvaluation evaluation) {
        return new EvaluationAssert(evaluation.awaitResult());
    }

    /** Passes if exactly the work of the given names ran, in any order. */
    public EvaluationAssert ran(String... names) {
        return check(Outcome.RAN, names);
    }

    /** Passes if nothing ran and nothing failed. */
    public EvaluationAssert ranNothing() {
        return check(Outcome.RAN).check(Outcome.FAILED);
    }

    /** Passes if exactly the work of the given names was found in the cache, in any order. */
    public EvaluationAssert cached(String... names) {
        return check(Outcome.CACHED, names);
    }

    /** Passes if exactly the work of the given names failed, in any order. */
    public EvaluationAssert failed(String... names) {
        return check(Outcome.FAILED, names);
    }

    private EvaluationAssert check(Outcome outcome, String... names) {
        isNotNull();
        List<String> found = actual.details().nodes().stream()
                .filter(node -> node.outcome() == outcome)
                .map(EvaluationAssert::name)
                .toList();
        Assertions.assertThat(found)
                .as("what is %s; the report is%n%s", outcome, actual.report())
                .containsExactlyInAnyOrder(names);
        return this;
    }

    private static String name(NodeReport report) {
        String ident = report.node().ident();
        return ident.isEmpty() ? report.node().op() : ident;
    }
}
