package io.weirflow.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.digest.Digest;
import io.weirflow.exec.OutputSpec;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Over random graphs: keys are equal just when the graphs mean the same. Texts are such that mere concatenation would collide. */
class KeyInjectivityTest {
    /** A graph and what it means: nested lists of all that its key is to cover. */
    record Sample(Flow flow, List<?> meaning) {}

    /** A value and what it means. */
    record Value(Fileset fileset, List<?> meaning) {}

    @Property(tries = 1000)
    void keysAreEqualJustWhenGraphsMeanTheSame(@ForAll("graphs") Sample a, @ForAll("graphs") Sample b) {
        assertThat(Keys.logical(a.flow).equals(Keys.logical(b.flow))).isEqualTo(a.meaning.equals(b.meaning));
    }

    @Property(tries = 1000)
    void contentDigestsAreEqualJustWhenValuesMeanTheSame(@ForAll("values") Value a, @ForAll("values") Value b) {
        assertThat(a.fileset.contentDigest().equals(b.fileset.contentDigest())).isEqualTo(a.meaning.equals(b.meaning));
    }

    @Provide
    static Arbitrary<Sample> graphs() {
        return Arbitraries.lazyOf(
                KeyInjectivityTest::interns,
                KeyInjectivityTest::constants,
                KeyInjectivityTest::data,
                KeyInjectivityTest::execs,
                KeyInjectivityTest::execs,
                KeyInjectivityTest::lists,
                KeyInjectivityTest::javas,
                KeyInjectivityTest::selections,
                KeyInjectivityTest::maps);
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.of("", "a", "b", "ab", "aa", "é", "\uD800", "\uDBFF");
    }

    private static Arbitrary<List<Sample>> deps() {
        return graphs().list().ofMaxSize(2);
    }

    private static List<Flow> flows(List<Sample> samples) {
        return samples.stream().map(Sample::flow).toList();
    }

    private static List<?> meanings(List<Sample> samples) {
        return samples.stream().map(Sample::meaning).toList();
    }

    private static Arbitrary<Sample> interns() {
        return texts().map(url -> new Sample(InternNode.of(url), List.of("intern", url)));
    }

    private static Arbitrary<Sample> constants() {
        return values().map(value -> new Sample(ValNode.of(value.fileset), List.of("val", value.meaning)));
    }

    private static Arbitrary<Sample> data() {
        return texts().filter(text -> text.codePoints().allMatch(Character::isLetter))
                .map(text -> new Sample(
                        DataNode.of(text.getBytes(StandardCharsets.UTF_8)).named("not covered"),
                        List.of("data", text)));
    }

    private static Arbitrary<Sample> lists() {
        return Combinators.combine(deps(), Arbitraries.of(true, false))
                .as((deps, merge) -> merge
                        ? new Sample(MergeNode.of(flows(deps)), List.of("merge", meanings(deps)))
                        : new Sample(PullupNode.of(flows(deps)), List.of("pullup", meanings(deps))));
    }

    private static Arbitrary<Sample> selections() {
        Arbitrary<String> regexes = Arbitraries.of("(a)", "(a|b)");
        return Combinators.combine(graphs(), regexes, Arbitraries.of("", "$1", "(a)"), Arbitraries.of(true, false))
                .as((dep, regex, replacement, collect) -> collect
                        ? new Sample(
                                CollectNode.of(dep.flow, regex, replacement),
                                List.of("collect", dep.meaning, regex, replacement))
                        : new Sample(GroupbyNode.of(dep.flow, regex), List.of("groupby", dep.meaning, regex)));
    }

    private static Arbitrary<Sample> javas() {
        return Combinators.combine(deps(), Arbitraries.of("a", "ab"), Arbitraries.of("b", "bb"))
                .as((deps, name, version) -> new Sample(
                        JavaNode.of(flows(deps), name, version, new byte[0], (values, repository) -> Fileset.EMPTY),
                        List.of("java", meanings(deps), name, version)));
    }

    private static Arbitrary<Sample> maps() {
        return Combinators.combine(graphs(), Arbitraries.integers().between(0, 2), graphs())
                .as((dep, place, other) -> new Sample(
                        MapNode.of(dep.flow, element -> MergeNode.of(with(other.flow, element, place))),
                        List.of("map", dep.meaning, with(other.meaning, "element", place))));
    }

    private static <T> List<T> with(T item, T element, int place) {
        List<T> list = new ArrayList<>(List.of(item, item));
        list.add(place, element);
        return list;
    }

    private static Arbitrary<Sample> execs() {
        Arbitrary<Map<String, String>> env =
                Arbitraries.maps(Arbitraries.of("a", "b", "ab"), texts()).ofMaxSize(2);
        Arbitrary<Optional<List<OutputSpec>>> outputs = Combinators.combine(
                        Arbitraries.of(true, false), Arbitraries.of(true, false))
                .as((directory, optional) -> new OutputSpec("not covered", directory, optional))
                .list()
                .ofMaxSize(2)
                .optional(0.5);
        Arbitrary<Optional<Digest>> salts =
                Arbitraries.of("a", "b").map(Digest::of).optional(0.3);
        return Combinators.combine(texts(), texts(), deps(), env, outputs, salts, Arbitraries.of(true, false))
                .as(KeyInjectivityTest::exec);
    }

    private static Sample exec(
            String command,
            String image,
            List<Sample> deps,
            Map<String, String> env,
            Optional<List<OutputSpec>> outputs,
            Optional<Digest> salt,
            boolean stateSlots) {
        ExecNode.Builder exec = ExecNode.of(command, flows(deps)).image(image).env(env);
        exec.ident("not covered" + stateSlots);
        outputs.ifPresent(exec::outputs);
        salt.ifPresent(exec::salt);
        if (stateSlots) {
            List<ArgSlot> slots = new ArrayList<>();
            for (int i = 0; i < deps.size(); i++) {
                slots.add(ArgSlot.input(i));
            }
            exec.slots(slots);
        }
        Object kinds = outputs.map(list -> list.stream()
                .map(output -> List.of(output.directory(), output.optional()))
                .toList());
        return new Sample(exec.build(), List.of("exec", command, image, meanings(deps), env, kinds, salt));
    }

    @Provide
    static Arbitrary<Value> values() {
        return Arbitraries.lazyOf(
                KeyInjectivityTest::directories,
                KeyInjectivityTest::directories,
                () -> values().list().ofMaxSize(3).map(KeyInjectivityTest::listOf),
                () -> Combinators.combine(directories(), values().list().ofMaxSize(2))
                        .as((directory, list) -> new Value(
                                Fileset.of(listOf(list).fileset.elements(), directory.fileset.files()),
                                List.of(listOf(list).meaning.get(0), directory.meaning.get(1)))));
    }

    private static Arbitrary<Value> directories() {
        Arbitrary<File> files = Arbitraries.of("", "a", "b").map(text -> File.resolved(Digest.of(text), text.length()));
        return Arbitraries.maps(texts(), files).ofMaxSize(3).map(map -> {
            Map<String, Digest> content = new java.util.HashMap<>();
            map.forEach((path, file) -> content.put(path, file.id()));
            return new Value(Fileset.directory(map), List.of("no list", content));
        });
    }

    private static Value listOf(List<Value> values) {
        List<Fileset> elements = values.stream().map(Value::fileset).toList();
        List<?> meanings = values.stream().map(Value::meaning).toList();
        return new Value(Fileset.list(elements), List.of(meanings, Map.of()));
    }
}
