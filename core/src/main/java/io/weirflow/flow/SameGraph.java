package io.weirflow.flow;

import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Compares two graphs by what {@link DefaultKeyScheme} covers. Parts that both share are not looked at. */
final class SameGraph {
    private static final Digest NOTHING = Digest.of("");

    private SameGraph() {}

    /** Two nodes that stand in the same place. */
    private record Pair(Flow left, Flow right) {
        @Override
        public boolean equals(Object object) {
            return object instanceof Pair other && left == other.left && right == other.right;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(left) * 31 + System.identityHashCode(right);
        }
    }

    static boolean test(Flow left, Flow right) {
        Set<Pair> seen = new HashSet<>();
        Deque<Pair> pending = new ArrayDeque<>();
        pending.push(new Pair(left, right));
        while (!pending.isEmpty()) {
            Pair pair = pending.pop();
            if (pair.left == pair.right || !seen.add(pair)) {
                continue;
            }
            List<Flow> below = below(pair.left);
            List<Flow> others = below(pair.right);
            if (below.size() != others.size() || !own(pair.left).equals(own(pair.right))) {
                return false;
            }
            for (int i = 0; i < below.size(); i++) {
                pending.push(new Pair(below.get(i), others.get(i)));
            }
        }
        return true;
    }

    private static List<Flow> below(Flow node) {
        if (node instanceof MapNode map) {
            return List.of(map.dep(), map.body());
        }
        return node.deps();
    }

    /** Returns a digest of a node alone: its key as if all that it depends on were the same. */
    private static Digest own(Flow node) {
        return node instanceof RequirementsNode ? NOTHING : LogicalKeys.of(node, ALONE);
    }

    private static final KeyContext ALONE = new KeyContext() {
        @Override
        public Digest logicalKey(Flow node) {
            return NOTHING;
        }

        @Override
        public Optional<Digest> snapshot(InternNode node) {
            return node.isImmutable() ? Optional.empty() : Optional.of(NOTHING);
        }

        @Override
        public String environment(String image) {
            return image;
        }

        @Override
        public List<Fileset> values() {
            return List.of();
        }
    };
}
