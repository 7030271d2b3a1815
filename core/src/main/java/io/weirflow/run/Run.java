package io.weirflow.run;

import com.google.common.collect.ImmutableList;
import io.weirflow.base.Ulid;
import io.weirflow.run.graph.Conclusion;
import io.weirflow.run.graph.Edge;
import io.weirflow.run.graph.GraphSpec;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run with all its nodes. Each node is as it was when it was read, not all at the same moment. Immutable.
 *
 * @param id its identity
 * @param created when it was started
 * @param options what was said about it
 * @param cancellation that it was canceled
 * @param graph what it was asked to do
 * @param nodes its nodes, in the order of the graph
 */
public record Run(
        Ulid id,
        Instant created,
        RunOptions options,
        Optional<Cancellation> cancellation,
        GraphSpec graph,
        List<Node> nodes) {
    /** Copies the list. */
    public Run {
        nodes = ImmutableList.copyOf(nodes);
    }

    /** Returns its edges, by the place of their source. */
    public List<Edge> edges() {
        return graph.edges();
    }

    /** Returns the node of a name. */
    public Optional<Node> node(String name) {
        return graph.place(name).stream().mapToObj(nodes::get).findFirst();
    }

    /** Returns how far it has come. */
    public RunStatus status() {
        boolean moved = false;
        boolean complete = true;
        for (Node node : nodes) {
            moved |= node.status() != NodeStatus.WAITING;
            complete &= node.status() == NodeStatus.COMPLETED;
        }
        if (complete) {
            return RunStatus.COMPLETED;
        }
        return moved ? RunStatus.RUNNING : RunStatus.WAITING;
    }

    /** Returns its complete nodes. */
    public NodeCounts counts() {
        Map<Conclusion, Integer> completed = new EnumMap<>(Conclusion.class);
        for (Node node : nodes) {
            node.conclusion().ifPresent(conclusion -> completed.merge(conclusion, 1, Integer::sum));
        }
        return new NodeCounts(nodes.size(), completed);
    }

    /** Returns how it ended, if every node is complete. */
    public Optional<Conclusion> conclusion() {
        NodeCounts counts = counts();
        return counts.isComplete() ? Optional.of(counts.conclusion()) : Optional.empty();
    }

    @Override
    public String toString() {
        return "run " + id + ", " + graph + ", " + status().text();
    }
}
