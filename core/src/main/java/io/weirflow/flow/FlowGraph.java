package io.weirflow.flow;

import io.weirflow.resource.Requirements;
import io.weirflow.resource.Resources;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Walks over graphs: each node once however often it is shared, linear in nodes and edges, without recursion. */
public final class FlowGraph {
    private FlowGraph() {}

    /** Returns the nodes of the graphs below some roots, each after its dependencies. Bodies of maps are not entered. */
    public static List<Flow> topological(Collection<? extends Flow> roots) {
        List<Flow> order = new ArrayList<>();
        walk(roots, false, order::add);
        return order;
    }

    /**
     * Returns the nodes of the graphs below some roots and of the bodies of maps in them, each after its dependencies, a map
     * after its {@linkplain MapNode#body() body}: the order in which keys are computed.
     */
    public static List<Flow> topologicalWithBodies(Collection<? extends Flow> roots) {
        List<Flow> order = new ArrayList<>();
        walk(roots, true, order::add);
        return order;
    }

    /** Returns the number of nodes below a root, itself included, without bodies of maps. */
    public static int count(Flow root) {
        int[] count = {0};
        walk(List.of(root), false, node -> count[0]++);
        return count[0];
    }

    /**
     * Returns what a graph needs, by Reflow's rules: the largest of each resource that any exec asks for at least, and a width
     * that sums up those of the dependencies, which is 1 at a map.
     */
    public static Requirements requirements(Flow root) {
        IdentityHashMap<Flow, Requirements> known = new IdentityHashMap<>();
        walk(List.of(root), true, node -> known.put(node, requirements(node, known)));
        return known.getOrDefault(root, Requirements.NONE);
    }

    private static Requirements requirements(Flow node, IdentityHashMap<Flow, Requirements> known) {
        Requirements sum = Requirements.NONE;
        for (Flow dep : node.deps()) {
            sum = sum.plus(known.getOrDefault(dep, Requirements.NONE));
        }
        if (node instanceof MapNode map) {
            Resources min =
                    sum.plus(known.getOrDefault(map.body(), Requirements.NONE)).min();
            return new Requirements(min, 1);
        }
        if (node instanceof ExecNode exec) {
            return sum.addSerial(exec.minResources());
        }
        return node instanceof RequirementsNode stated ? sum.plus(stated.requirements()) : sum;
    }

    private static void walk(Collection<? extends Flow> roots, boolean bodies, Consumer<Flow> visitor) {
        Set<Flow> done = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Visit> open = new ArrayDeque<>();
        for (Flow root : roots) {
            if (done.add(root)) {
                open.push(new Visit(root));
            }
            while (!open.isEmpty()) {
                Visit visit = open.peek();
                Flow next = visit.next(bodies);
                if (next == null) {
                    visitor.accept(visit.node);
                    open.pop();
                } else if (done.add(next)) {
                    open.push(new Visit(next));
                }
            }
        }
    }
}
