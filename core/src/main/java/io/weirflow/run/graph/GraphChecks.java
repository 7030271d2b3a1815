package io.weirflow.run.graph;

import com.google.common.base.Utf8;
import com.google.common.collect.ImmutableList;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds all that is wrong with a graph and says it together. */
final class GraphChecks {
    private static final int SHOWN = 10;

    private final List<NodeSpec> nodes;
    private final List<Edge> edges;
    private final Map<String, Integer> places = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private int found;

    GraphChecks(List<NodeSpec> nodes, List<Edge> edges) {
        this.nodes = nodes;
        this.edges = edges;
    }

    GraphSpec check() {
        checkCount("nodes", nodes.size(), GraphSpec.MAX_NODES);
        checkCount("edges", edges.size(), GraphSpec.MAX_EDGES);
        refuseIfWrong(); // before anything is done that takes long
        checkNodes();
        Topology topology = checkEdges();
        refuseIfWrong();
        List<Integer> cycle = Cycles.find(topology);
        if (!cycle.isEmpty()) {
            problem("these nodes depend on each other in a cycle: " + shown(cycle));
        }
        refuseIfWrong();
        return new GraphSpec(ImmutableList.copyOf(nodes), places, topology);
    }

    private void checkCount(String what, int count, int limit) {
        if (count > limit) {
            problem("it has " + count + " " + what + ", the limit is " + limit
                    + ": split the work into several runs, or let a node do more");
        }
    }

    private void checkNodes() {
        long bytes = 0;
        Set<String> runtimes = new TreeSet<>();
        for (int place = 0; place < nodes.size(); place++) {
            NodeSpec node = nodes.get(place);
            checkName("the name", node.name(), node.name(), GraphSpec.MAX_NAME_BYTES);
            checkName("the runtime", node.runtime(), node.name(), GraphSpec.MAX_RUNTIME_BYTES);
            if (places.putIfAbsent(node.name(), place) != null) {
                problem("two nodes are named " + quoted(node.name()));
            }
            long metadata = node.metadataBytes();
            if (metadata > GraphSpec.MAX_METADATA_BYTES) {
                problem("node " + quoted(node.name()) + " has " + metadata + " bytes of metadata, the limit is "
                        + GraphSpec.MAX_METADATA_BYTES + ": store large contents in a repository");
            }
            bytes += metadata + node.name().length();
            runtimes.add(node.runtime());
        }
        if (bytes > GraphSpec.MAX_BYTES) {
            problem("names and metadata have " + bytes + " bytes, the limit is " + GraphSpec.MAX_BYTES);
        }
        if (runtimes.size() > GraphSpec.MAX_RUNTIMES) {
            problem("it names " + runtimes.size() + " runtimes, the limit is " + GraphSpec.MAX_RUNTIMES);
        }
    }

    private void checkName(String what, String name, String node, int limit) {
        String wrong = "";
        if (name.isEmpty()) {
            wrong = "is empty";
        } else if (name.indexOf('/') >= 0) {
            wrong = "contains a slash";
        } else if (name.codePoints().anyMatch(Character::isISOControl)) {
            wrong = "contains a control character";
        } else if (!isWellFormed(name)) {
            wrong = "contains half a surrogate pair";
        } else if (Utf8.encodedLength(name) > limit) {
            wrong = "has more than " + limit + " bytes";
        }
        if (!wrong.isEmpty()) {
            problem(what + " of node " + quoted(node) + " " + wrong);
        }
    }

    private static boolean isWellFormed(String name) {
        return name.codePoints()
                .noneMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }

    private Topology checkEdges() {
        int[] sources = new int[edges.size()];
        int[] destinations = new int[edges.size()];
        int count = 0;
        for (Edge edge : edges) {
            Integer source = places.get(edge.source());
            Integer destination = places.get(edge.destination());
            if (source == null || destination == null) {
                problem("edge " + shown(edge) + " names " + (source == null ? quoted(edge.source()) : "")
                        + (source == null && destination == null ? " and " : "")
                        + (destination == null ? quoted(edge.destination()) : "") + ", which is no node");
            } else if (source.equals(destination)) {
                problem("node " + quoted(edge.source()) + " depends on itself");
            } else {
                sources[count] = source;
                destinations[count++] = destination;
            }
        }
        Topology topology = Topology.of(nodes.size(), sources, destinations, count);
        for (int node = 0; node < topology.size(); node++) {
            checkDegree(topology.childCount(node), "out of", node);
            checkDegree(topology.parentCount(node), "into", node);
        }
        return topology;
    }

    private void checkDegree(int degree, String direction, int node) {
        if (degree > GraphSpec.MAX_DEGREE) {
            problem("more than " + GraphSpec.MAX_DEGREE + " edges go " + direction + " node "
                    + quoted(nodes.get(node).name()) + ": put nodes in between that gather them");
        }
    }

    private void problem(String text) {
        found++;
        if (problems.size() < SHOWN) {
            problems.add(text);
        }
    }

    private void refuseIfWrong() {
        if (found > 0) {
            String more = found > problems.size() ? "; and " + (found - problems.size()) + " more" : "";
            throw WeirflowException.of(ErrorKind.INVALID, "graph", String.join("; ", problems) + more);
        }
    }

    private String shown(List<Integer> cycle) {
        String names = cycle.stream()
                .limit(SHOWN)
                .map(place -> quoted(nodes.get(place).name()))
                .collect(Collectors.joining(" -> "));
        return names + (cycle.size() > SHOWN ? " -> (" + (cycle.size() - SHOWN) + " more)" : "") + " -> "
                + quoted(nodes.get(cycle.get(0)).name());
    }

    private static String shown(Edge edge) {
        return quoted(edge.source()) + " -> " + quoted(edge.destination());
    }

    /** Quotes a name, shortened, with what cannot be seen replaced. */
    private static String quoted(String name) {
        String visible = name.replaceAll("\\p{Cntrl}", "?");
        return '"' + (visible.length() > 60 ? visible.substring(0, 60) + "…" : visible) + '"';
    }
}
