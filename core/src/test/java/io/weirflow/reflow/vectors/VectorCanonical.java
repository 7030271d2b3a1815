package io.weirflow.reflow.vectors;

import io.weirflow.digest.Digest;
import io.weirflow.flow.Flow;
import io.weirflow.flow.FlowDigests;
import io.weirflow.flow.InternNode;
import io.weirflow.flow.MapNode;
import io.weirflow.reflow.ReflowDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which nodes remain when those of equal digest are collapsed, as Reflow does: the first of them stays. Imports that must be
 * complete are kept apart from others.
 */
final class VectorCanonical {
    private static final ReflowDigest MUST_INTERN = ReflowDigest.of(Digest.of("internMustInternDigest"));

    private final FlowDigests digests;
    private final Predicate<Flow> mustIntern;
    private final Map<ReflowDigest, Flow> first = new HashMap<>();
    private final Map<Flow, Flow> canonical = new HashMap<>();

    VectorCanonical(FlowDigests digests, Predicate<Flow> mustIntern) {
        this.digests = digests;
        this.mustIntern = mustIntern;
    }

    /** Returns the number of nodes that can be reached from what remains of a root. */
    int count(Flow root) {
        Set<Flow> seen = new HashSet<>();
        Deque<Flow> pending = new ArrayDeque<>();
        pending.push(canonicalize(root));
        while (!pending.isEmpty()) {
            Flow node = pending.pop();
            if (seen.add(node)) {
                node.deps().forEach(dep -> pending.push(canonicalize(dep)));
            }
        }
        return seen.size();
    }

    private Flow canonicalize(Flow node) {
        Flow known = canonical.get(node);
        if (known == null) {
            known = first.get(key(node));
        }
        if (known == null) {
            node.deps().forEach(this::canonicalize);
            if (node instanceof MapNode map) {
                canonicalize(map.body());
            }
            Flow present = first.putIfAbsent(key(node), node);
            known = present == null ? node : present;
        }
        canonical.put(node, known);
        return known;
    }

    private ReflowDigest key(Flow node) {
        ReflowDigest digest = ReflowDigest.of(digests.of(node));
        return node instanceof InternNode && mustIntern.test(node) ? digest.mix(MUST_INTERN) : digest;
    }
}
