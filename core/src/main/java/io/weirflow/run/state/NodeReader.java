package io.weirflow.run.state;

import io.weirflow.base.Ulid;
import io.weirflow.run.Attempt;
import io.weirflow.run.Node;
import io.weirflow.run.graph.Conclusion;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads nodes with what belongs to them. */
final class NodeReader {
    private final Shared shared;

    NodeReader(Shared shared) {
        this.shared = shared;
    }

    /** Returns the outputs of those parents of a node that succeeded, by name. */
    Map<String, StateValue> inputs(StoredGraph graph, int place) {
        if (graph.parentCount(place) == 0) {
            return Map.of();
        }
        int[] parents = graph.parents(place);
        List<StateKey> keys = new ArrayList<>(parents.length);
        for (int parent : parents) {
            keys.add(shared.keys().node(graph.run(), parent));
        }
        Map<StateKey, StateRecord> found = shared.store().getAll(keys);
        Map<String, StateValue> inputs = new LinkedHashMap<>();
        for (int i = 0; i < parents.length; i++) {
            int parent = parents[i];
            Optional.ofNullable(found.get(keys.get(i)))
                    .flatMap(record -> output(NodeRecord.read(record)))
                    .ifPresent(output -> inputs.put(graph.spec(parent).name(), output));
        }
        return Collections.unmodifiableMap(inputs);
    }

    static Optional<StateValue> output(NodeRecord node) {
        return node.last()
                .filter(attempt -> attempt.result().conclusion() == Conclusion.SUCCESS)
                .map(attempt -> attempt.result().output());
    }

    /** Returns all attempts of nodes, by place. */
    Map<Integer, List<Attempt>> attempts(Ulid run, Map<Integer, NodeRecord> nodes) {
        List<StateKey> earlier = new ArrayList<>();
        nodes.forEach((place, node) -> earlier.addAll(earlier(run, place, node)));
        Map<StateKey, StateRecord> found =
                earlier.isEmpty() ? Map.of() : shared.store().getAll(earlier);
        Map<Integer, List<Attempt>> attempts = new HashMap<>();
        nodes.forEach((place, node) -> attempts.put(place, attempts(run, place, node, found)));
        return attempts;
    }

    private Collection<StateKey> earlier(Ulid run, int place, NodeRecord node) {
        List<StateKey> keys = new ArrayList<>();
        for (int number = 0; number < node.attempts() - 1; number++) {
            keys.add(shared.keys().attempt(run, place, number));
        }
        return keys;
    }

    private List<Attempt> attempts(Ulid run, int place, NodeRecord node, Map<StateKey, StateRecord> found) {
        List<Attempt> all = new ArrayList<>(node.attempts());
        for (StateKey key : earlier(run, place, node)) {
            Optional.ofNullable(found.get(key)).map(AttemptFormat::read).ifPresent(all::add);
        }
        node.last().ifPresent(all::add);
        return all;
    }

    /** Returns a node as it is shown, with inputs that have been read. */
    static Node node(
            StoredGraph graph, int place, NodeRecord record, List<Attempt> attempts, Map<String, StateValue> inputs) {
        return new Node(graph.spec(place), record.state(), attempts, () -> inputs);
    }
}
