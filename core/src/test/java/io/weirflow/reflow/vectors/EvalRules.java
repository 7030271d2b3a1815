package io.weirflow.reflow.vectors;

import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The deliberate differences from Reflow in suite {@code eval}. */
final class EvalRules {
    /** Marks a case of which the number of execs may be smaller, since no work is done twice. */
    static final String WORK_ONCE = "workOnce";
    /** Marks a case of which the text form of the value may differ where digests do not tell values apart. */
    static final String ANY_FORM = "anyForm";
    /** Marks a case of which the value differs, since data that Reflow loses is kept. */
    static final String DATA_KEPT = "dataKept";

    private static final Pattern BARE_BACKSLASH = Pattern.compile("\\\\(?![u\"\\\\/bfnrt])");

    static final List<VectorRule> ALL = List.of(
            rule(
                    "the same work is done once",
                    "Reflow imports a source twice that one node must have complete and another need not, and repeats work of "
                            + "a graph that a continuation with context returns. Here it is done once.",
                    vector -> importsTwice(vector) || has(vector, "kctx"),
                    WORK_ONCE),
            rule(
                    "constants keep their form",
                    "Reflow takes the first of two constants that differ only in what digests do not show, such as an empty "
                            + "list and no list. Here each constant is itself.",
                    EvalRules::hasConstantsOfEqualDigest,
                    ANY_FORM),
            rule(
                    "a continuation may return data",
                    "Reflow loses the content of data that a continuation returns directly. Here it is kept.",
                    EvalRules::returnsData,
                    DATA_KEPT),
            new VectorRule(
                    "JSON is well-formed in values of evaluations",
                    "Reflow does not escape backslashes in paths. Here they are escaped.",
                    vector -> isEval(vector) && hasBareBackslash(vector.out()),
                    vector -> vector.withOut(vector.out().mapTexts(EvalRules::escaped))));

    private EvalRules() {}

    private static VectorRule rule(String name, String statement, Predicate<VectorCase> selects, String mark) {
        return new VectorRule(name, statement, vector -> isEval(vector) && selects.test(vector), vector -> {
            Map<String, Json> out = new LinkedHashMap<>(vector.out().members());
            out.put(mark, Json.of(true));
            return vector.withOut(Json.object(out));
        });
    }

    private static boolean isEval(VectorCase vector) {
        return vector.suite().equals("eval");
    }

    /** Returns the nodes of a case's graph and of all graphs within it. */
    private static List<Json> nodes(VectorCase vector) {
        List<Json> nodes = new ArrayList<>();
        Deque<Json> graphs = new ArrayDeque<>(List.of(vector.in()));
        while (!graphs.isEmpty()) {
            for (Json node : graphs.remove().get("nodes").elements()) {
                nodes.add(node);
                if (!node.get("body").isNull()) {
                    graphs.add(node.get("body"));
                }
            }
        }
        return nodes;
    }

    private static boolean has(VectorCase vector, String op) {
        return nodes(vector).stream().anyMatch(node -> node.text("op").equals(op));
    }

    private static boolean importsTwice(VectorCase vector) {
        Map<String, Set<Boolean>> modes = new HashMap<>();
        nodes(vector).stream()
                .filter(node -> node.text("op").equals("intern"))
                .forEach(node -> modes.computeIfAbsent(node.text("url"), url -> new HashSet<>())
                        .add(node.flag("mustIntern")));
        return modes.values().stream().anyMatch(set -> set.size() > 1);
    }

    private static boolean hasConstantsOfEqualDigest(VectorCase vector) {
        Map<Digest, Set<Fileset>> values = new HashMap<>();
        // What maps are identified by.
        values.put(Fileset.EMPTY.digest(), new HashSet<>(Set.of(Fileset.EMPTY)));
        for (Json node : nodes(vector)) {
            if (node.text("op").equals("val") && !node.get("value").isNull()) {
                Fileset value = Neutral.fileset(node.get("value"));
                values.computeIfAbsent(value.digest(), digest -> new HashSet<>())
                        .add(value);
            }
        }
        return values.values().stream().anyMatch(set -> set.size() > 1);
    }

    private static boolean returnsData(VectorCase vector) {
        return nodes(vector).stream()
                .filter(node -> Set.of("k", "kctx").contains(node.text("op")))
                .map(node -> node.get("body"))
                .anyMatch(body -> body.get("nodes").elements().stream()
                        .anyMatch(node -> node.text("id").equals(body.text("root"))
                                && node.text("op").equals("data")));
    }

    private static boolean hasBareBackslash(Json out) {
        return BARE_BACKSLASH
                .matcher(out.toString().replace("\\\\", "\\").replace("\\\"", "\""))
                .find();
    }

    private static String escaped(String text) {
        return text.startsWith("{") ? BARE_BACKSLASH.matcher(text).replaceAll("\\\\\\\\") : text;
    }
}
