package io.weirflow.reflow.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.assertion.AssertionAccumulator;
import io.weirflow.assertion.AssertionKey;
import io.weirflow.assertion.AssertionPolicy;
import io.weirflow.assertion.Assertions;
import io.weirflow.base.WeirflowException;
import io.weirflow.reflow.AssertionsDiff;
import io.weirflow.reflow.AssertionsJson;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

/** Suite {@code assertions}. */
public final class AssertionsVectors implements VectorSuite {
    @Override
    public String name() {
        return "assertions";
    }

    @Override
    public void check(VectorCase vector) throws Exception {
        Json in = vector.in();
        Json out = vector.out();
        switch (vector.kind()) {
            case "single" -> single(Neutral.assertions(in), out);
            case "merge" -> merge(in.elements(Neutral::assertions), out);
            case "pair" -> pair(Neutral.assertions(in.get("a")), Neutral.assertions(in.get("b")), out);
            case "unmarshal" -> unmarshal(in.text(), out);
            default -> throw new AssertionError("unknown kind");
        }
    }

    private static void single(Assertions assertions, Json out) throws Exception {
        for (String property : out.members().keySet()) {
            Json expected = out.get(property);
            switch (property) {
                case "roundTrip" -> {
                    Assertions read = AssertionsJson.read(AssertionsJson.write(assertions));
                    assertThat(expected.flag("ok")).isTrue();
                    assertThat(read.equals(assertions)).as(property).isEqualTo(expected.flag("equal"));
                    assertThat(read.digest()).as(property).hasToString(expected.text("digest"));
                }
                case "marshalError" -> assertThat(expected.isNull()).isTrue();
                default -> Outcome.same(property, expected, property(assertions, property));
            }
        }
    }

    private static Callable<?> property(Assertions assertions, String name) {
        return switch (name) {
            case "json" -> () -> AssertionsJson.write(assertions);
            case "digest" -> assertions::digest;
            case "string" -> assertions::toString;
            case "short" -> () -> assertions.isEmpty() ? "empty" : "#" + assertions.size();
            case "size" -> assertions::size;
            case "isEmpty" -> assertions::isEmpty;
            default -> throw new AssertionError("unknown property " + name);
        };
    }

    private static void merge(List<Assertions> list, Json out) throws Exception {
        Set<Assertions> distinct = new LinkedHashSet<>(list);
        distinct.remove(Assertions.NONE);
        assertThat(distinct).hasSize((int) out.integer("distinctCount"));
        assertThat(distinct.stream().mapToInt(Assertions::size).sum())
                .isEqualTo((int) out.integer("distinctTotalSize"));
        AssertionAccumulator accumulator = new AssertionAccumulator();
        if (out.flag("ok")) {
            Assertions merged = Assertions.merge(list);
            for (String property : List.of("json", "digest", "size")) {
                Outcome.same(property, out.get(property), property(merged, property));
            }
            accumulator.add(list);
            assertThat(accumulator.all()).isEqualTo(merged);
        } else {
            Outcome.oneOf("error", out.get("errorVariants"), () -> message(() -> Assertions.merge(list)));
            Outcome.fails("accumulator", () -> {
                accumulator.add(list);
                return null;
            });
        }
    }

    private static String message(Callable<?> action) throws Exception {
        try {
            return "no error but " + action.call();
        } catch (WeirflowException e) {
            return e.failure().message();
        }
    }

    private static void pair(Assertions a, Assertions b, Json out) throws Exception {
        AssertionAccumulator accumulator = new AssertionAccumulator();
        accumulator.add(List.of(a));
        AssertionAccumulator.Selection filtered = accumulator.select(b.asMap().keySet());
        for (String name : out.members().keySet()) {
            Json expected = out.get(name);
            switch (name) {
                case "aPrettyDiffB", "listsPrettyDiffA_B" ->
                    Outcome.oneOf(name, expected, () -> AssertionsDiff.of(a, b));
                case "bPrettyDiffA" -> Outcome.oneOf(name, expected, () -> AssertionsDiff.of(b, a));
                case "listsPrettyDiffNil_B" ->
                    Outcome.oneOf(name, expected, () -> AssertionsDiff.of(List.of(), List.of(b)));
                case "equal" -> Outcome.same(name, expected, () -> a.equals(b));
                case "digestEqual" ->
                    Outcome.same(name, expected, () -> a.digest().equals(b.digest()));
                case "assertExactSrcATgtB" -> Outcome.same(name, expected, () -> holds(AssertionPolicy.EXACT, a, b));
                case "assertExactSrcBTgtA" -> Outcome.same(name, expected, () -> holds(AssertionPolicy.EXACT, b, a));
                case "assertNeverSrcATgtB" -> Outcome.same(name, expected, () -> holds(AssertionPolicy.NEVER, a, b));
                case "filterAByB" -> {
                    assertThat(AssertionsJson.write(filtered.found())).as(name).isEqualTo(expected.text("json"));
                    assertThat(filtered.missing())
                            .as(name)
                            .isEqualTo(expected.get("missing").elements(AssertionsVectors::key));
                }
                default -> throw new AssertionError("unknown operation " + name);
            }
        }
    }

    private static boolean holds(AssertionPolicy policy, Assertions source, Assertions target) {
        return policy.holds(List.of(source), List.of(target));
    }

    private static AssertionKey key(Json json) {
        return new AssertionKey(json.text("namespace"), json.text("subject"));
    }

    private static void unmarshal(String json, Json out) throws Exception {
        if (!out.flag("ok")) {
            Outcome.fails("unmarshal", () -> AssertionsJson.read(json));
            return;
        }
        Assertions read = AssertionsJson.read(json);
        for (String property : List.of("json", "digest", "size", "string")) {
            Outcome.same(property, out.get(property), property(read, property));
        }
    }
}
