package io.weirflow.run.agent;

import io.weirflow.base.WeirflowException;
import io.weirflow.eval.Evaluation;
import io.weirflow.eval.EvaluationOptions;
import io.weirflow.eval.Evaluator;
import io.weirflow.eval.ExecFailedException;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.Flow;
import io.weirflow.run.NodeResult;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * Evaluates flows: the output of a node is the fileset that its flow evaluates to, as {@link FilesetOutputs} writes it into the
 * evaluation's repository. A flow whose command failed is a FAIL, with the evaluation's text; everything else an ERROR. What was
 * evaluated before is served from the evaluator's cache, so that a node that is attempted again goes on where it was stopped.
 */
public final class FlowRuntime implements NodeRuntime {
    private final Evaluator evaluator;
    private final EvaluationOptions options;
    private final Function<NodeContext, Flow> flows;

    /**
     * Creates a runtime.
     *
     * @param evaluator evaluates; the caller closes it
     * @param options how
     * @param flows gives the flow of a node, from its metadata and inputs
     */
    public FlowRuntime(Evaluator evaluator, EvaluationOptions options, Function<NodeContext, Flow> flows) {
        this.evaluator = Objects.requireNonNull(evaluator);
        this.options = Objects.requireNonNull(options);
        this.flows = Objects.requireNonNull(flows);
    }

    @Override
    public NodeResult run(NodeContext context) {
        Flow flow = flows.apply(context);
        try (Evaluation evaluation = evaluator.start(List.of(flow), options)) {
            context.onCancel(evaluation::cancel);
            Fileset value = evaluation.await().value(flow);
            return NodeResult.success(FilesetOutputs.write(value, evaluation.repository()))
                    .with("evaluation", evaluation.id().toString());
        } catch (ExecFailedException e) {
            return NodeResult.fail(textOf(e));
        }
    }

    private static String textOf(WeirflowException e) {
        return String.valueOf(e.getMessage());
    }
}
