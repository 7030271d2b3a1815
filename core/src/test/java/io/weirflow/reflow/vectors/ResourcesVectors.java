package io.weirflow.reflow.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.DataSize;
import io.weirflow.reflow.ReflowRequirements;
import io.weirflow.reflow.ReflowResources;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** Suite {@code resources}. */
public final class ResourcesVectors implements VectorSuite {
    @Override
    public String name() {
        return "resources";
    }

    @Override
    public void check(VectorCase vector) throws Exception {
        Json in = vector.in();
        Json out = vector.out();
        switch (vector.kind()) {
            case "string" -> same("resources", out, Neutral.resources(in));
            case "binary" -> binary(in, out);
            case "requirements" -> requirements(in, out);
            case "datasize" -> assertThat(DataSize.text(in.integer())).isEqualTo(out.plainText());
            default -> throw new AssertionError("unknown kind");
        }
    }

    private static void binary(Json in, Json out) throws Exception {
        ReflowResources x = Neutral.resources(in.get("x"));
        ReflowResources y = Neutral.resources(in.get("y"));
        for (String name : out.members().keySet()) {
            Json expected = out.get(name);
            switch (name) {
                case "sub" -> same(name, expected, x.minus(y));
                case "add" -> same(name, expected, x.plus(y));
                case "min" -> same(name, expected, x.min(y));
                case "max" -> same(name, expected, x.max(y));
                case "scaleX" -> same(name, expected, x.times(in.get("factor").real()));
                case "xAvailableY" -> assertThat(x.available(y)).as(name).isEqualTo(out.flag(name));
                case "equal" -> assertThat(x.sameAs(y)).as(name).isEqualTo(out.flag(name));
                case "scaledDistance" ->
                    assertThat(x.scaledDistance(y)).as(name).isEqualTo(expected.real());
                case "div" -> assertThat(x.dividedBy(y)).as(name).isEqualTo(reals(expected));
                case "maxRatio" -> {
                    if (!expected.isNull()) {
                        assertThat(x.maxRatio(y)).as(name).isEqualTo(expected.real());
                    }
                }
                default -> throw new AssertionError("unknown operation " + name);
            }
        }
    }

    private static void requirements(Json in, Json out) throws Exception {
        ReflowRequirements requirements = ReflowRequirements.NONE;
        List<Json> states = out.elements();
        for (int i = 0; i < states.size(); i++) {
            requirements = apply(requirements, in.elements().get(i));
            Json expected = states.get(i);
            assertThat(requirements.min().asMap()).isEqualTo(reals(expected.get("min")));
            assertThat(requirements.width()).isEqualTo((int) expected.integer("width"));
            assertThat(requirements.toString()).isEqualTo(expected.text("string"));
            sameJson(requirements::toJson, expected.text("json"));
            same("max", expected.get("max"), requirements.max());
        }
    }

    private static ReflowRequirements apply(ReflowRequirements requirements, Json operation) {
        ReflowResources piece = Neutral.resources(operation.get("resources"));
        return switch (operation.text("op")) {
            case "AddParallel" -> requirements.addParallel(piece);
            case "AddSerial" -> requirements.addSerial(piece);
            case "Add" -> requirements.plus(new ReflowRequirements(piece, (int) operation.integer("width")));
            default -> throw new AssertionError("unknown operation " + operation);
        };
    }

    private static void same(String what, Json expected, ReflowResources actual) throws Exception {
        assertThat(actual.toString()).as(what).isEqualTo(expected.text("string"));
        assertThat(actual.asMap()).as(what).isEqualTo(reals(expected.get("resources")));
        sameJson(actual::toJson, expected.text("json"));
    }

    /** The JSON is the expected one, or there is a clear error where Go has one. */
    private static void sameJson(Callable<String> actual, String expected) throws Exception {
        if (expected.startsWith("ERROR")) {
            Outcome.fails("json", actual);
        } else {
            assertThat(actual.call()).isEqualTo(expected);
        }
    }

    private static Map<String, Double> reals(Json json) {
        Map<String, Double> reals = new HashMap<>();
        json.members().forEach((name, value) -> reals.put(name, value.real()));
        return new TreeMap<>(reals);
    }
}
