package io.weirflow;

import io.weirflow.flow.Flow;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Names an evaluation after the tasks that give its targets, so that it is compared with the last evaluation of the same work
 * even if nobody gave it a name.
 */
final class TargetNames {
    private static final int MOST_TARGETS = 100;
    private static final int MOST_NODES = 100;

    private TargetNames() {}

    static String of(Collection<? extends Flow> targets) {
        Set<String> names = new LinkedHashSet<>();
        targets.stream().limit(MOST_TARGETS).forEach(target -> names.add(nearestName(target)));
        return String.join(" ", names);
    }

    /** Returns the name of the nearest node that has one, or what the target does. */
    private static String nearestName(Flow target) {
        Set<Flow> seen = new HashSet<>();
        Deque<Flow> pending = new ArrayDeque<>();
        pending.add(target);
        while (!pending.isEmpty() && seen.size() < MOST_NODES) {
            Flow flow = pending.poll();
            if (!flow.ident().isEmpty()) {
                return flow.ident();
            }
            if (seen.add(flow)) {
                flow.deps().stream().limit(MOST_NODES).forEach(pending::add);
            }
        }
        return target.op();
    }
}
