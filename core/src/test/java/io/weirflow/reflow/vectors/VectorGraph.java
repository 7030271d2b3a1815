package io.weirflow.reflow.vectors;

import io.weirflow.digest.Digest;
import io.weirflow.exec.OutputSpec;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.ArgSlot;
import io.weirflow.flow.CoerceNode;
import io.weirflow.flow.CollectNode;
import io.weirflow.flow.DataNode;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.ExternNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.GroupbyNode;
import io.weirflow.flow.InternNode;
import io.weirflow.flow.KNode;
import io.weirflow.flow.KctxNode;
import io.weirflow.flow.MapNode;
import io.weirflow.flow.MergeNode;
import io.weirflow.flow.PullupNode;
import io.weirflow.flow.RequirementsNode;
import io.weirflow.flow.ValNode;
import io.weirflow.resource.Requirements;
import java.util.Base64;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A flow graph of the vectors, as nodes. */
public final class VectorGraph {
    private final Map<String, Flow> nodes = new LinkedHashMap<>();
    private final IdentityHashMap<Flow, Fileset> results = new IdentityHashMap<>();
    private final Set<Flow> mustIntern = new HashSet<>();
    private final Flow root;

    private VectorGraph(Json graph, @Nullable Flow argument) {
        for (Json node : graph.get("nodes").elements()) {
            Flow flow = node.text("op").equals("arg") ? Objects.requireNonNull(argument) : build(node);
            nodes.put(node.text("id"), flow);
            if (node.flag("mustIntern")) {
                mustIntern.add(flow);
            }
            if (!node.get("result").isNull()) {
                results.put(flow, Neutral.fileset(node.get("result")));
            }
        }
        root = node(graph.text("root"));
    }

    /** Reads a graph in the neutral form. */
    public static VectorGraph of(Json graph) {
        return new VectorGraph(graph, null);
    }

    /** Returns the nodes by the names that the vectors give them. */
    public Map<String, Flow> nodes() {
        return nodes;
    }

    /** Returns the root. */
    public Flow root() {
        return root;
    }

    /** Returns the value that is attached to a node, or that it is. */
    public Optional<Fileset> value(Flow node) {
        return node instanceof ValNode val ? val.value() : Optional.ofNullable(results.get(node));
    }

    /** Tells whether a node is in state Done: it is a constant, or a value is attached to it. */
    public boolean isDone(Flow node) {
        return node instanceof ValNode || results.containsKey(node);
    }

    /** Tells whether a node is an import that must be complete. */
    public boolean mustIntern(Flow node) {
        return mustIntern.contains(node);
    }

    private Flow node(String id) {
        return Objects.requireNonNull(nodes.get(id), id);
    }

    private Flow build(Json node) {
        List<Flow> deps = node.get("deps").elements(id -> node(id.text()));
        String ident = node.text("ident");
        return switch (node.text("op")) {
            case "exec" -> exec(node, deps);
            case "intern" -> InternNode.of(node.text("url")).named(ident);
            case "extern" -> ExternNode.of(deps.get(0), node.text("url")).named(ident);
            case "groupby" -> GroupbyNode.lenient(deps.get(0), node.text("re"));
            case "map" ->
                MapNode.of(deps.get(0), element -> new VectorGraph(node.get("body"), element).root)
                        .named(ident);
            case "collect" -> CollectNode.of(deps.get(0), node.text("re"), node.text("repl"));
            case "merge" -> MergeNode.of(deps);
            case "pullup" -> PullupNode.of(deps);
            case "val" ->
                node.flag("nonFilesetValue")
                        ? ValNode.opaque(identity(node)).named("nonfileset")
                        : ValNode.of(Neutral.fileset(node.get("value")));
            case "k" -> KNode.of(deps, identity(node), values -> of(node.get("body")).root);
            case "kctx" -> KctxNode.of(deps, identity(node), (repository, values) -> of(node.get("body")).root);
            case "coerce" -> CoerceNode.of(deps.get(0), identity(node), value -> value);
            case "requirements" ->
                RequirementsNode.of(
                        deps.get(0),
                        new Requirements(
                                Neutral.resources(node.get("reqMin")).toResources(), (int) node.integer("reqWidth")));
            case "data" -> DataNode.of(Base64.getDecoder().decode(node.text("dataBase64")));
            default -> throw new AssertionError("unknown op " + node.text("op"));
        };
    }

    private static Digest identity(Json node) {
        return Digest.parse(node.text("flowDigest"));
    }

    private static ExecNode exec(Json node, List<Flow> deps) {
        ExecNode.Builder exec = ExecNode.of(node.text("cmd"), deps)
                .ident(node.text("ident"))
                .image(node.text("image"))
                .originalImage(node.text("originalImage"))
                .resources(Neutral.resources(node.get("resources")).toResources());
        if (!node.get("argmap").isNull()) {
            exec.slots(node.get("argmap").elements(slot -> new ArgSlot(slot.flag("out"), (int) slot.integer("index"))));
        }
        if (!node.get("outputIsDir").isNull()) {
            exec.outputs(node.get("outputIsDir")
                    .elements(directory ->
                            new OutputSpec("", directory.plainText().equals("true"), true)));
        }
        if (!node.text("extraDigest").isEmpty()) {
            exec.salt(Digest.parse(node.text("extraDigest")));
        }
        return exec.build();
    }
}
