package io.weirflow.reflow.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.flow.ExecNode;
import io.weirflow.flow.ExternNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.FlowDigests;
import io.weirflow.flow.FlowGraph;
import io.weirflow.flow.InternNode;
import io.weirflow.reflow.FlowExecConfig;
import io.weirflow.reflow.FlowText;
import io.weirflow.reflow.GoUrl;
import io.weirflow.reflow.ImageQualifiers;
import io.weirflow.reflow.ReflowKeyScheme;
import io.weirflow.reflow.ReflowOp;
import io.weirflow.reflow.ReflowRequirements;
import io.weirflow.reflow.ReflowResources;
import io.weirflow.resource.Requirements;
import java.util.ArrayList;
import java.util.List;

/** Suite {@code flow}. */
public final class FlowVectors implements VectorSuite {
    @Override
    public String name() {
        return "flow";
    }

    @Override
    public void check(VectorCase vector) throws Exception {
        Json in = vector.in();
        Json out = vector.out();
        switch (vector.kind()) {
            case "graph" -> graph(in, out);
            case "imageQualifiers" -> {
                ImageQualifiers image = ImageQualifiers.of(in.text());
                assertThat(image.image()).isEqualTo(out.text("image"));
                assertThat(image.aws()).isEqualTo(out.flag("aws"));
                assertThat(image.docker()).isEqualTo(out.flag("docker"));
            }
            case "url" -> {
                if (out.flag("ok")) {
                    Outcome.same("url", out.get("string"), () -> GoUrl.normalize(in.text()));
                } else {
                    Outcome.fails("url", () -> GoUrl.parse(in.text()));
                }
            }
            case "op" -> {
                Outcome.same("name", out.get("name"), () -> op(in).text());
                Outcome.same("token", out.get("digestString"), () -> op(in).token());
                Outcome.same("external", out.get("external"), () -> op(in).isExternal());
            }
            default -> throw new AssertionError("unknown kind");
        }
    }

    private static ReflowOp op(Json in) {
        return ReflowOp.ofNumber((int) in.integer());
    }

    private static void graph(Json in, Json out) throws Exception {
        VectorGraph graph = VectorGraph.of(in.get("graph"));
        ReflowKeyScheme scheme = ReflowKeyScheme.create().withUniverse(in.text("universe"));
        FlowDigests digests = new FlowDigests(scheme);
        FlowDigests hashV1 = new FlowDigests(scheme.withHashV1());
        for (Json given : in.get("graph").get("nodes").elements()) {
            String id = given.text("id");
            if (out.get("nodes").has(id)) {
                Flow node = graph.nodes().get(id);
                Json expected = out.get("nodes").get(id);
                Outcome.same(id + " digest", expected.get("digest"), () -> digests.of(node));
                Outcome.same(id + " hashV1Digest", expected.get("hashV1Digest"), () -> hashV1.of(node));
                keys(graph, node, scheme, digests, expected.get("cacheKeys"));
                texts(given, node, expected);
                execConfig(graph, given, node, expected);
                String state = graph.isDone(node) ? "Done" : "Init";
                Outcome.same("string", expected.get("string"), () -> FlowText.text(node, digests::of, state));
            }
        }
        Outcome.same("rootDigest", out.get("rootDigest"), () -> digests.of(graph.root()));
        int canonical = new VectorCanonical(digests, graph::mustIntern).count(graph.root());
        assertThat(canonical).as("canonicalNodes").isEqualTo((int) out.integer("canonicalNodes"));
        Outcome.same("canonicalDigest", out.get("canonicalDigest"), () -> digests.of(graph.root()));
        requirements(out.get("requirements"), FlowGraph.requirements(graph.root()));
    }

    private static void keys(VectorGraph graph, Flow node, ReflowKeyScheme scheme, FlowDigests digests, Json expected)
            throws Exception {
        boolean done = node.deps().stream().allMatch(graph::isDone);
        VectorContext context = contextOf(graph, node);
        if (Outcome.panics(expected)) {
            Outcome.fails("keys", () -> scheme.physicalKeys(node, context));
            return;
        }
        List<String> keys = new ArrayList<>();
        if (done) {
            scheme.physicalKeys(node, context).forEach(key -> keys.add(key.toString()));
        }
        keys.add(digests.of(node).toString());
        assertThat(keys).as("cacheKeys").isEqualTo(expected.elements(Json::text));
    }

    private static void texts(Json given, Flow node, Json expected) throws Exception {
        if (node instanceof ExecNode exec) {
            List<String> arguments = given.get("argstrs").elements(Json::text);
            Outcome.same("abbrevCmd", expected.get("abbrevCmd"), () -> FlowText.abbreviatedCommand(exec, arguments));
        }
        if (node instanceof InternNode intern) {
            Outcome.same("urlString", expected.get("urlString"), () -> GoUrl.normalize(intern.url()));
        }
        if (node instanceof ExternNode extern) {
            Outcome.same("urlString", expected.get("urlString"), () -> GoUrl.normalize(extern.url()));
        }
    }

    private static void execConfig(VectorGraph graph, Json given, Flow node, Json expected) throws Exception {
        if (expected.has("execConfig")) {
            VectorContext context = contextOf(graph, node);
            ReflowResources reserved = Neutral.resources(given.get("resources"));
            Outcome.same(
                    "execConfig",
                    expected.get("execConfig"),
                    () -> FlowExecConfig.of(node, context.values(), reserved).toJson());
        }
    }

    private static VectorContext contextOf(VectorGraph graph, Flow node) {
        return new VectorContext(node.deps().stream().map(graph::value).toList());
    }

    private static void requirements(Json expected, Requirements requirements) {
        ReflowRequirements actual = ReflowRequirements.of(requirements);
        assertThat(actual.min().sameAs(Neutral.resources(expected.get("min")))).isTrue();
        assertThat(actual.width()).isEqualTo((int) expected.integer("width"));
        assertThat(actual.toString()).isEqualTo(expected.text("string"));
    }
}
