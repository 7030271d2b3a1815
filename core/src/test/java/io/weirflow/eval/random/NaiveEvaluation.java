package io.weirflow.eval.random;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Evaluates steps by recursion, from the targets down: no keys, no cache, no order, no threads. What fails has no value. Each
 * different piece of work is noted, work being the same if the same command is given equal inputs.
 */
final class NaiveEvaluation {
    /**
     * A piece of work.
     *
     * @param command what is done
     * @param inputs what it is done to
     */
    record Work(String command, List<Value> inputs) {}

    private final List<Step> steps;
    private final Map<Integer, Optional<Value>> known = new HashMap<>();
    private final Set<Work> succeeded = new HashSet<>();
    private final Set<Work> failed = new HashSet<>();
    private final List<Optional<Value>> targets = new ArrayList<>();

    NaiveEvaluation(List<Step> steps) {
        this.steps = steps;
        for (int i = Math.max(0, steps.size() - 2); i < steps.size(); i++) {
            targets.add(value(i));
        }
    }

    /** Returns the values of the last two steps. */
    List<Optional<Value>> targets() {
        return targets;
    }

    /** Returns the work that succeeds. */
    Set<Work> succeeded() {
        return succeeded;
    }

    /** Returns the work that is tried and fails. */
    Set<Work> failed() {
        return failed;
    }

    boolean allTargetsSucceed() {
        return targets.stream().allMatch(Optional::isPresent);
    }

    private Optional<Value> value(int index) {
        Optional<Value> value = known.get(index);
        if (value == null) {
            value = evaluate(steps.get(index).at(index), index);
            known.put(index, value);
        }
        return value;
    }

    private Optional<Value> first(Step step, int index) {
        return value(Step.input(index, step.first()));
    }

    private Optional<Value> second(Step step, int index) {
        return value(Step.input(index, step.second()));
    }

    private Optional<Value> evaluate(Step step, int index) {
        return switch (step.kind()) {
            case START -> exec(step.choose(Commands.NAMES) + step.first(), List.of());
            case EXEC -> exec(step.choose(Commands.NAMES) + step.second() % 3, List.of(first(step, index)));
            case JOIN -> exec(step.choose(Commands.NAMES), List.of(first(step, index), second(step, index)));
            case INTERN -> intern(step.choose(World.URLS));
            case VAL -> Optional.of(Graph.constant(step.variant()));
            case FAILED_VAL -> Optional.empty();
            case DATA -> Optional.of(Value.file(Graph.data(step.variant())));
            case GROUPBY ->
                first(step, index).map(value -> Rearrangements.groupby(value, step.choose(Rearrangements.GROUPINGS)));
            case COLLECT ->
                first(step, index).map(value -> Rearrangements.collect(value, step.choose(Rearrangements.RENAMINGS)));
            case MERGE -> both(step, index).map(Value::list);
            case PULLUP -> both(step, index).map(Rearrangements::pullup);
            case COERCE -> first(step, index).map(value -> coerce(value, step.variant()));
            case REQUIREMENTS -> first(step, index);
            case JAVA -> java(both(step, index));
            case MAP -> map(first(step, index), step.variant(), Step.input(index, step.second()));
            case K -> k(first(step, index), step.variant(), Step.input(index, step.second()));
            case KCTX -> first(step, index).flatMap(this::kctx);
        };
    }

    private Optional<List<Value>> both(Step step, int index) {
        return all(List.of(first(step, index), second(step, index)));
    }

    private static Optional<List<Value>> all(List<Optional<Value>> values) {
        return values.stream().allMatch(Optional::isPresent)
                ? Optional.of(values.stream().map(Optional::orElseThrow).toList())
                : Optional.empty();
    }

    private Optional<Value> exec(String command, List<Optional<Value>> inputs) {
        return all(inputs).flatMap(values -> note(command, values, Commands.run(command, values)));
    }

    private Optional<Value> intern(String url) {
        Optional<Value> value = Optional.ofNullable(World.SOURCES.get(url));
        return value.isEmpty() ? value : note("intern " + url, List.of(), value);
    }

    private Optional<Value> java(Optional<List<Value>> inputs) {
        return inputs.flatMap(values -> note("java", values, World.javaResult(values)));
    }

    private Optional<Value> note(String command, List<Value> inputs, Optional<Value> result) {
        (result.isPresent() ? succeeded : failed).add(new Work(command, inputs));
        return result;
    }

    private static Value coerce(Value value, int variant) {
        if (variant % 3 == 0) {
            return Value.list(List.of(value, value));
        }
        return value.list().isEmpty()
                ? value
                : value.elements().stream().findFirst().orElse(Value.EMPTY);
    }

    private Optional<Value> map(Optional<Value> list, int variant, int captured) {
        return list.flatMap(value -> all(value.elements().stream()
                        .map(element -> body(Optional.of(element), variant, captured))
                        .toList())
                .map(Value::list));
    }

    private Optional<Value> body(Optional<Value> element, int variant, int captured) {
        return switch (variant % 8) {
            case 0 -> exec("tag7", List.of(element));
            case 1 -> all(List.of(element, value(captured))).map(Value::list);
            case 2 -> exec("cat", List.of(element, value(captured)));
            case 3 -> element;
            case 4 ->
                map(
                        exec("split", List.of(element))
                                .map(value -> Rearrangements.groupby(value, Rearrangements.GROUPINGS.get(0))),
                        0,
                        captured);
            case 5 -> k(element, 1, captured);
            case 6 -> java(element.map(List::of));
            default -> exec("failif", List.of(element));
        };
    }

    private Optional<Value> k(Optional<Value> input, int variant, int captured) {
        return input.flatMap(value -> switch (variant % 12) {
            case 0, 5 -> exec("tag9", List.of(input));
            case 1, 6, 10 -> value.count() % 2 == 0 ? input : exec("cat", List.of(input, value(captured)));
            case 2, 7 -> exec("tag5", List.of(value(captured)));
            case 3, 8 -> map(input, 0, captured);
            case 4, 9 -> k(exec("split", List.of(input)), 1, captured);
            default -> Optional.empty();
        });
    }

    private Optional<Value> kctx(Value value) {
        return value.text().length() % 2 == 0 ? Optional.of(value) : exec("tag4", List.of(Optional.of(value)));
    }
}
