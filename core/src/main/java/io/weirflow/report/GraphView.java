package io.weirflow.report;

import com.google.common.collect.ImmutableList;
import io.weirflow.eval.EvaluationReport;
import io.weirflow.eval.NodeReport;
import io.weirflow.eval.Outcome;
import io.weirflow.flow.Flow;
import io.weirflow.flow.MapNode;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A graph of work as a picture, in the language of Graphviz or of Mermaid. Arrows lead from what is needed to what needs it;
 * the work that a map does for each element is drawn once, with a dotted arrow. After an evaluation nodes are coloured by what
 * became of them. Immutable.
 *
 * <p>At most a stated number of nodes is drawn, those nearest to the targets; how many more there are is written in the
 * picture.
 */
public final class GraphView {
    private static final int MOST_NODES = 500;

    private final List<Flow> targets;
    private final Map<Flow, Outcome> outcomes;
    private final int mostNodes;

    private GraphView(List<Flow> targets, Map<Flow, Outcome> outcomes, int mostNodes) {
        this.targets = targets;
        this.outcomes = outcomes;
        this.mostNodes = mostNodes;
    }

    /** Returns a view of the graph of some targets, of 500 nodes at most. */
    public static GraphView of(Collection<? extends Flow> targets) {
        return new GraphView(ImmutableList.copyOf(targets), Map.of(), MOST_NODES);
    }

    /** Returns this view with nodes coloured by what an evaluation did. */
    public GraphView colouredBy(EvaluationReport report) {
        Map<Flow, Outcome> colours = new LinkedHashMap<>();
        for (NodeReport node : report.nodes()) {
            colours.put(node.node(), node.outcome());
        }
        return new GraphView(targets, colours, mostNodes);
    }

    /** Returns this view with another limit of the number of nodes. */
    public GraphView withAtMost(int nodes) {
        return new GraphView(targets, outcomes, nodes);
    }

    /** Returns the picture for Graphviz. */
    public String toDot() {
        return draw(new Dot());
    }

    /** Returns the picture for Mermaid. */
    public String toMermaid() {
        return draw(new Mermaid());
    }

    private String draw(Pen pen) {
        Map<Flow, Integer> numbers = number();
        int drawn = Math.min(mostNodes, numbers.size());
        numbers.forEach((flow, number) -> {
            if (number < drawn) {
                pen.node(number, NodeName.of(flow), Optional.ofNullable(outcomes.get(flow)));
            }
        });
        numbers.forEach((flow, number) -> {
            if (number < drawn) {
                edges(pen, flow, number, numbers, drawn);
            }
        });
        if (numbers.size() > drawn) {
            pen.note(numbers.size() - drawn + " more nodes are not shown");
        }
        return pen.finish();
    }

    private static void edges(Pen pen, Flow flow, int number, Map<Flow, Integer> numbers, int drawn) {
        for (Flow dep : flow.deps()) {
            edge(pen, numbers.getOrDefault(dep, drawn), number, false, drawn);
        }
        if (flow instanceof MapNode map) {
            edge(pen, numbers.getOrDefault(map.body(), drawn), number, true, drawn);
        }
    }

    private static void edge(Pen pen, int from, int to, boolean dotted, int drawn) {
        if (from < drawn) {
            pen.edge(from, to, dotted);
        }
    }

    /** Numbers the nodes breadth first from the targets, each once. */
    private Map<Flow, Integer> number() {
        Map<Flow, Integer> numbers = new LinkedHashMap<>();
        Deque<Flow> pending = new ArrayDeque<>(targets);
        while (!pending.isEmpty()) {
            Flow flow = pending.poll();
            if (numbers.putIfAbsent(flow, numbers.size()) == null) {
                pending.addAll(flow.deps());
                if (flow instanceof MapNode map) {
                    pending.add(map.body());
                }
            }
        }
        return numbers;
    }
}
