package io.weirflow.eval.random;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.CoerceNode;
import io.weirflow.flow.CollectNode;
import io.weirflow.flow.DataNode;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.FlowDigests;
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

/** Builds the flows that steps describe. {@link NaiveEvaluation} says of the same steps what they mean. */
final class Graph {
    private final World world;
    private final List<Flow> flows = new ArrayList<>();

    private Graph(World world) {
        this.world = world;
    }

    /** Returns new nodes for some steps, the targets being the last two. */
    static List<Flow> targets(List<Step> steps, World world) {
        Graph graph = new Graph(world);
        for (int i = 0; i < steps.size(); i++) {
            graph.flows.add(graph.build(steps.get(i).at(i), i));
        }
        return graph.flows.subList(Math.max(0, steps.size() - 2), steps.size());
    }

    private Flow first(Step step, int index) {
        return flows.get(Step.input(index, step.first()));
    }

    private Flow second(Step step, int index) {
        return flows.get(Step.input(index, step.second()));
    }

    private Flow build(Step step, int index) {
        return switch (step.kind()) {
            case START -> exec(step.choose(Commands.NAMES) + step.first());
            case EXEC -> exec(step.choose(Commands.NAMES) + step.second() % 3, first(step, index));
            case JOIN -> exec(step.choose(Commands.NAMES), first(step, index), second(step, index));
            case INTERN -> InternNode.of(step.choose(World.URLS));
            case VAL -> ValNode.of(world.constant(constant(step.variant())));
            case FAILED_VAL -> ValNode.failed(Failure.of(ErrorKind.NOT_ALLOWED, "login", "no " + step.variant()));
            case DATA -> DataNode.of(data(step.variant()).getBytes(StandardCharsets.UTF_8));
            case GROUPBY -> GroupbyNode.of(first(step, index), step.choose(Rearrangements.GROUPINGS));
            case COLLECT -> {
                Rearrangements.Renaming renaming = step.choose(Rearrangements.RENAMINGS);
                yield CollectNode.of(first(step, index), renaming.regex(), renaming.replacement());
            }
            case MERGE -> MergeNode.of(List.of(first(step, index), second(step, index)));
            case PULLUP -> PullupNode.of(List.of(first(step, index), second(step, index)));
            case COERCE -> coerce(first(step, index), step.variant());
            case REQUIREMENTS -> RequirementsNode.of(first(step, index), Requirements.NONE);
            case JAVA -> java(List.of(first(step, index), second(step, index)));
            case MAP -> map(first(step, index), step.variant(), second(step, index));
            case K -> k(first(step, index), step.variant(), second(step, index));
            case KCTX -> kctx(first(step, index));
        };
    }

    static Value constant(int variant) {
        return switch (variant % 3) {
            case 0 -> Value.file("c" + variant);
            case 1 -> Value.list(List.of(Value.file("a"), Value.file("b" + variant), Value.EMPTY));
            default ->
                Commands.run("split", List.of(Value.file("xyz" + variant))).orElseThrow();
        };
    }

    static String data(int variant) {
        return "data" + variant % 4;
    }

    private static Flow exec(String command, Flow... inputs) {
        return ExecNode.of(command, List.of(inputs)).ident(command).build();
    }

    private static Flow coerce(Flow input, int variant) {
        return variant % 3 == 0
                ? CoerceNode.of(input, Digest.of("twice"), value -> Fileset.list(List.of(value, value)))
                : CoerceNode.of(
                        input,
                        Digest.of("first"),
                        value -> value.isList()
                                ? value.elements().stream().findFirst().orElse(Fileset.EMPTY)
                                : value);
    }

    private Flow java(List<Flow> inputs) {
        return JavaNode.of(inputs, "java", "1", new byte[0], world::java);
    }

    private Flow map(Flow list, int variant, Flow captured) {
        return MapNode.of(list, element -> body(element, variant, captured));
    }

    private Flow body(Flow element, int variant, Flow captured) {
        return switch (variant % 8) {
            case 0 -> exec("tag7", element);
            case 1 -> MergeNode.of(List.of(element, captured));
            case 2 -> exec("cat", element, captured);
            case 3 -> element;
            case 4 -> map(GroupbyNode.of(exec("split", element), Rearrangements.GROUPINGS.get(0)), 0, captured);
            case 5 -> k(element, 1, captured);
            case 6 -> java(List.of(element));
            default -> exec("failif", element);
        };
    }

    private Flow k(Flow input, int variant, Flow captured) {
        Digest identity = Digest.of("k" + variant % 12 + new FlowDigests().of(captured));
        return KNode.of(List.of(input), identity, values -> continued(values.get(0), variant, captured));
    }

    private Flow continued(Fileset value, int variant, Flow captured) {
        return switch (variant % 12) {
            case 0, 5 -> exec("tag9", ValNode.of(value));
            case 1, 6, 10 -> value.count() % 2 == 0 ? ValNode.of(value) : exec("cat", ValNode.of(value), captured);
            case 2, 7 -> exec("tag5", captured);
            case 3, 8 -> map(ValNode.of(value), 0, captured);
            case 4, 9 -> k(exec("split", ValNode.of(value)), 1, captured);
            default -> throw new IllegalStateException("continuations may throw");
        };
    }

    private static Flow kctx(Flow input) {
        return KctxNode.of(
                List.of(input),
                Digest.of("kctx"),
                (repository, values) ->
                        Value.read(values.get(0), repository).text().length() % 2 == 0
                                ? ValNode.of(values.get(0))
                                : exec("tag4", ValNode.of(values.get(0))));
    }
}
