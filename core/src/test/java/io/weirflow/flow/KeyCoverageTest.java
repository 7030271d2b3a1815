package io.weirflow.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.SetMultimap;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.digest.Digest;
import io.weirflow.exec.OutputSpec;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.resource.Requirements;
import io.weirflow.resource.Resources;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Every field of every node is either covered by its key or left out by name. Who adds a field must say here which of
 * them it is, and give two nodes that differ in it alone.
 */
class KeyCoverageTest {
    private static final Flow DEP = InternNode.of("s3://bucket/");
    private static final Flow OTHER = InternNode.of("s3://other/");
    private static final Digest DIGEST = Digest.of("a");
    private static final Fileset EMPTY = Fileset.EMPTY;

    /** Two nodes that differ in one field of a class, and whether their keys do. */
    private record Pair(Class<?> type, String field, boolean covered, Flow one, Flow two) {}

    private static Pair covered(Class<?> type, String field, Flow one, Flow two) {
        return new Pair(type, field, true, one, two);
    }

    private static Pair leftOut(Class<?> type, String field, Flow one, Flow two) {
        return new Pair(type, field, false, one, two);
    }

    private static Flow exec(UnaryOperator<ExecNode.Builder> change) {
        return change.apply(ExecNode.of("x", List.of(DEP, DEP))).build();
    }

    private static Flow output(OutputSpec output) {
        return exec(e -> e.outputs(List.of(output)));
    }

    private static Flow slot(ArgSlot slot) {
        return exec(e -> e.outputs(List.of(new OutputSpec("", false, false))).slots(List.of(slot)));
    }

    private static final List<Pair> PAIRS = List.of(
            covered(Flow.class, "deps", MergeNode.of(List.of(DEP)), MergeNode.of(List.of(OTHER))),
            leftOut(
                    Flow.class,
                    "ident",
                    MergeNode.of(List.of(DEP)),
                    MergeNode.of(List.of(DEP)).named("a")),
            covered(
                    ExecNode.class,
                    "command",
                    exec(e -> e),
                    ExecNode.of("y", List.of(DEP, DEP)).build()),
            covered(ExecNode.class, "image", exec(e -> e), exec(e -> e.image("a"))),
            leftOut(ExecNode.class, "originalImage", exec(e -> e), exec(e -> e.originalImage("a"))),
            covered(ExecNode.class, "slots", exec(e -> e), exec(e -> e.slots(List.of(ArgSlot.input(0))))),
            covered(ExecNode.class, "outputs", exec(e -> e), exec(e -> e.outputs(List.of()))),
            covered(ExecNode.class, "env", exec(e -> e), exec(e -> e.env(Map.of("A", "b")))),
            leftOut(ExecNode.class, "secretEnv", exec(e -> e), exec(e -> e.secretEnv(Map.of("A", "b")))),
            covered(ExecNode.class, "salt", exec(e -> e), exec(e -> e.salt(DIGEST))),
            leftOut(ExecNode.class, "resources", exec(e -> e), exec(e -> e.resources(Resources.of(1, 1)))),
            leftOut(ExecNode.class, "minResources", exec(e -> e), exec(e -> e.resources(Resources.of(1, 1)))),
            leftOut(ExecNode.class, "timeout", exec(e -> e), exec(e -> e.timeout(Duration.ofDays(1)))),
            leftOut(ExecNode.class, "retries", exec(e -> e), exec(e -> e.retries(1))),
            leftOut(ExecNode.class, "labels", exec(e -> e), exec(e -> e.labels(Map.of("a", "b")))),
            leftOut(ExecNode.class, "inputNames", exec(e -> e), exec(e -> e.inputNames(List.of("a")))),
            covered(ExecNode.class, "needsAwsCredentials", exec(e -> e), exec(e -> e.needsAwsCredentials(true))),
            covered(ExecNode.class, "needsDockerAccess", exec(e -> e), exec(e -> e.needsDockerAccess(true))),
            covered(ArgSlot.class, "output", slot(ArgSlot.input(0)), slot(ArgSlot.output(0))),
            covered(ArgSlot.class, "index", slot(ArgSlot.input(0)), slot(ArgSlot.input(1))),
            leftOut(
                    OutputSpec.class,
                    "name",
                    output(new OutputSpec("", false, false)),
                    output(new OutputSpec("a", false, false))),
            covered(
                    OutputSpec.class,
                    "directory",
                    output(new OutputSpec("", false, false)),
                    output(new OutputSpec("", true, false))),
            covered(
                    OutputSpec.class,
                    "optional",
                    output(new OutputSpec("", false, false)),
                    output(new OutputSpec("", false, true))),
            covered(InternNode.class, "url", DEP, OTHER),
            covered(
                    InternNode.class,
                    "mode",
                    InternNode.of("s3://bucket/"),
                    InternNode.of("s3://bucket/").withMode(InternNode.Mode.LAZY)),
            covered(
                    InternNode.class,
                    "immutable",
                    InternNode.of("s3://bucket/"),
                    InternNode.of("s3://bucket/").ofImmutableSource()),
            covered(ExternNode.class, "url", ExternNode.of(DEP, "a"), ExternNode.of(DEP, "b")),
            covered(GroupbyNode.class, "regex", GroupbyNode.of(DEP, "(a)"), GroupbyNode.of(DEP, "(b)")),
            covered(CollectNode.class, "regex", CollectNode.of(DEP, "a", ""), CollectNode.of(DEP, "b", "")),
            covered(CollectNode.class, "replacement", CollectNode.of(DEP, "a", "c"), CollectNode.of(DEP, "a", "d")),
            leftOut(MapNode.class, "function", MapNode.of(DEP, e -> e), MapNode.of(DEP, UnaryOperator.identity())),
            covered(MapNode.class, "body", MapNode.of(DEP, e -> e), MapNode.of(DEP, e -> DEP)),
            covered(ValNode.class, "value", ValNode.of(EMPTY), ValNode.of(Fileset.list(List.of()))),
            covered(
                    ValNode.class,
                    "failure",
                    ValNode.failed(Failure.of(ErrorKind.EVAL, "a", "b")),
                    ValNode.failed(Failure.of(ErrorKind.EVAL, "ab", ""))),
            covered(ValNode.class, "identity", ValNode.opaque(DIGEST), ValNode.opaque(Digest.of("b"))),
            covered(ValNode.class, "mapLevel", ValNode.of(EMPTY), ValNode.element(1)),
            covered(DataNode.class, "content", DataNode.of(new byte[0]), DataNode.of(new byte[1])),
            covered(
                    KNode.class,
                    "identity",
                    KNode.of(List.of(), DIGEST, v -> DEP),
                    KNode.of(List.of(), d("b"), v -> DEP)),
            leftOut(
                    KNode.class,
                    "function",
                    KNode.of(List.of(), DIGEST, v -> DEP),
                    KNode.of(List.of(), DIGEST, v -> OTHER)),
            covered(
                    KctxNode.class,
                    "identity",
                    KctxNode.of(List.of(), DIGEST, (r, v) -> DEP),
                    KctxNode.of(List.of(), d("b"), (r, v) -> DEP)),
            leftOut(
                    KctxNode.class,
                    "function",
                    KctxNode.of(List.of(), DIGEST, (r, v) -> DEP),
                    KctxNode.of(List.of(), DIGEST, (r, v) -> OTHER)),
            covered(
                    CoerceNode.class,
                    "identity",
                    CoerceNode.of(DEP, DIGEST, v -> v),
                    CoerceNode.of(DEP, d("b"), v -> v)),
            leftOut(
                    CoerceNode.class,
                    "function",
                    CoerceNode.of(DEP, DIGEST, v -> v),
                    CoerceNode.of(DEP, DIGEST, v -> EMPTY)),
            covered(JavaNode.class, "name", java("a", "1", ""), java("b", "1", "")),
            covered(JavaNode.class, "version", java("a", "1", ""), java("a", "2", "")),
            covered(JavaNode.class, "parameters", java("a", "1", ""), java("a", "1", "p")),
            leftOut(
                    JavaNode.class,
                    "cached",
                    java("a", "1", ""),
                    java("a", "1", "").uncached()),
            leftOut(
                    JavaNode.class,
                    "function",
                    java("a", "1", ""),
                    JavaNode.of(List.of(DEP), "a", "1", new byte[0], (inputs, repository) -> EMPTY)),
            leftOut(
                    RequirementsNode.class,
                    "requirements",
                    RequirementsNode.of(DEP, Requirements.NONE),
                    RequirementsNode.of(DEP, new Requirements(Resources.of(1, 1), 1))));

    private static Digest d(String text) {
        return Digest.of(text);
    }

    private static JavaNode java(String name, String version, String parameters) {
        byte[] bytes = parameters.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return JavaNode.of(List.of(DEP), name, version, bytes, (inputs, repository) -> inputs.get(0));
    }

    @Test
    void everyFieldOfEveryNodeIsCoveredOrLeftOutByName() {
        SetMultimap<Class<?>, String> stated = ImmutableSetMultimap.copyOf(PAIRS.stream()
                .map(pair -> Map.<Class<?>, String>entry(pair.type, pair.field))
                .toList());
        assertThat(stated.get(Flow.class)).isEqualTo(fields(Flow.class));
        for (Class<?> type : Flow.class.getPermittedSubclasses()) {
            assertThat(stated.get(type)).as(type.getSimpleName()).isEqualTo(fields(type));
        }
        assertThat(stated.get(ArgSlot.class)).isEqualTo(components(ArgSlot.class));
        assertThat(stated.get(OutputSpec.class)).isEqualTo(components(OutputSpec.class));
    }

    private static Set<String> fields(Class<?> type) {
        Set<String> names = new TreeSet<>();
        for (Field field : type.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
                names.add(field.getName());
            }
        }
        return names;
    }

    private static Set<String> components(Class<?> type) {
        Set<String> names = new TreeSet<>();
        Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).forEach(names::add);
        return names;
    }

    @Test
    void keysDifferInWhatIsCoveredAndInNothingElse() {
        for (Pair pair : PAIRS) {
            boolean differ = !Keys.logical(pair.one).equals(Keys.logical(pair.two));
            assertThat(differ).as(pair.type.getSimpleName() + "." + pair.field).isEqualTo(pair.covered);
        }
    }

    @Test
    void physicalKeysCoverWhatIsDoneToWhichContent() {
        Fileset one = Fileset.of(File.resolved(DIGEST, 1));
        Fileset two = Fileset.of(File.resolved(d("b"), 1));
        for (Pair pair : PAIRS) {
            if (pair.one instanceof ExecNode || pair.one instanceof JavaNode) {
                Digest key = Keys.physical(pair.one, List.of(one, two));
                boolean differ = !key.equals(Keys.physical(pair.two, List.of(one, two)));
                assertThat(differ)
                        .as(pair.type.getSimpleName() + "." + pair.field)
                        .isEqualTo(pair.covered);
                assertThat(key).isNotEqualTo(Keys.physical(pair.one, List.of(two, one)));
                assertThat(key).isNotEqualTo(Keys.logical(pair.one));
            }
        }
    }
}
