package io.weirflow.run.state;

import io.weirflow.base.Ulid;
import io.weirflow.run.Attempt;
import io.weirflow.run.Cancellation;
import io.weirflow.run.Node;
import io.weirflow.run.Run;
import io.weirflow.run.graph.GraphSpec;
import io.weirflow.run.graph.Topology;
import io.weirflow.store.Scan;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import io.weirflow.store.StateValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Shows runs and nodes. */
final class Inspection {
    private final Shared shared;
    private final NodeReader nodes;

    Inspection(Shared shared) {
        this.shared = shared;
        this.nodes = new NodeReader(shared);
    }

    Run run(Ulid run) {
        StoredGraph stored = shared.graph(run);
        GraphSpec graph = stored.whole();
        Map<Integer, NodeRecord> records = new TreeMap<>();
        Scan all = Scan.of(shared.keys().nodes(run)).limit(StateStore.MAX_SCAN);
        shared.store()
                .scanAll(all)
                .forEachRemaining(record -> records.put(RunKeys.place(record.key()), NodeRecord.read(record)));
        Map<Integer, List<Attempt>> attempts = nodes.attempts(run, records);
        List<Node> shown = new ArrayList<>(graph.nodes().size());
        for (int place = 0; place < graph.nodes().size(); place++) {
            int node = place;
            shown.add(new Node(
                    graph.nodes().get(node),
                    records.getOrDefault(node, NodeRecord.UNTOUCHED).state(),
                    attempts.getOrDefault(node, List.of()),
                    () -> inputs(graph, records, node)));
        }
        RunHeader header = stored.header();
        return new Run(run, header.created(), header.options(), cancellation(run), graph, shown);
    }

    private static Map<String, StateValue> inputs(GraphSpec graph, Map<Integer, NodeRecord> records, int node) {
        Topology topology = graph.topology();
        Map<String, StateValue> inputs = new LinkedHashMap<>();
        for (int i = 0; i < topology.parentCount(node); i++) {
            int parent = topology.parent(node, i);
            NodeReader.output(records.getOrDefault(parent, NodeRecord.UNTOUCHED))
                    .ifPresent(output -> inputs.put(graph.nodes().get(parent).name(), output));
        }
        return Collections.unmodifiableMap(inputs);
    }

    private Optional<Cancellation> cancellation(Ulid run) {
        return shared.store().get(shared.keys().cancellation(run)).map(Shared::cancellation);
    }

    Node node(Ulid run, String name) {
        StoredGraph graph = shared.graph(run);
        int place = Shared.place(graph, name);
        Optional<StateRecord> stored = shared.store().get(shared.keys().node(run, place));
        NodeRecord record = NodeRecord.read(stored);
        List<Attempt> attempts = nodes.attempts(run, Map.of(place, record)).getOrDefault(place, List.of());
        return NodeReader.node(graph, place, record, attempts, nodes.inputs(graph, place));
    }
}
