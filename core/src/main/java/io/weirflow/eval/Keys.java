package io.weirflow.eval;

import com.google.common.collect.ImmutableList;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.ExternNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.InternNode;
import io.weirflow.flow.KeyComponents;
import io.weirflow.flow.KeyContext;
import io.weirflow.flow.KeyScheme;
import io.weirflow.flow.MapNode;
import io.weirflow.flow.ValNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Computes the keys of nodes, and lets nodes of equal logical key share their state. */
final class Keys implements KeyContext {
    private final NodeTable table;
    private final GraphReader graph;
    private final Observations observations;
    private final KeyScheme scheme;
    private final String evaluation;
    private final DigestIndex firstOfKey;
    private final Map<Digest, Integer> firstOfLazy = new HashMap<>();

    /** The node whose key is being computed, and the dependency that is probably asked for next. */
    private int current;

    private int cursor;

    Keys(NodeTable table, GraphReader graph, Observations observations, KeyScheme scheme, String evaluation) {
        this.table = table;
        this.graph = graph;
        this.observations = observations;
        this.scheme = scheme;
        this.evaluation = evaluation;
        this.firstOfKey = new DigestIndex(table::keyOrNull);
    }

    /** Computes the logical key of a node whose dependencies have theirs, and finds the first node of that key. */
    int assign(int node) {
        compute(node);
        int first = first(node, table.flow(node));
        table.canonical(node, first);
        return first;
    }

    private int first(int node, Flow flow) {
        if (flow instanceof ValNode) {
            // Constants are their own values; Reflow's keys do not tell all of them apart.
            return node;
        }
        if (flow instanceof InternNode intern && intern.mode() == InternNode.Mode.LAZY) {
            // Its value is another than that of an eager one, which may have the same key.
            return firstOfLazy.computeIfAbsent(table.key(node), key -> node);
        }
        return firstOfKey.putIfAbsent(table.key(node), node);
    }

    private void compute(int node) {
        Flow flow = table.flow(node);
        if (isDirty(node, flow)) {
            table.markDirty(node);
        }
        current = node;
        cursor = 0;
        try {
            table.key(node, scheme.logicalKey(flow, this));
        } catch (RuntimeException e) {
            table.key(node, Digest.of("no key " + evaluation + " " + node));
            table.result(node, Breakage.of(node, describe(flow, e)));
        }
    }

    /** Gives a node a key that another one has already: that of the node that it replaces. */
    void assign(int node, Digest key) {
        compute(node);
        table.key(node, key);
    }

    private static Failure describe(Flow flow, RuntimeException e) {
        return Failure.from(e).wrap(ErrorKind.OTHER, flow.toString());
    }

    /** Exports must not be skipped because something above them is cached. */
    private boolean isDirty(int node, Flow flow) {
        boolean dirty =
                flow instanceof ExternNode || flow instanceof MapNode map && table.isDirty(graph.number(map.body()));
        boolean constant = flow instanceof ValNode;
        for (int i = 0; !dirty && !constant && i < table.dependencyCount(node); i++) {
            dirty = table.isDirty(table.statedDependency(node, i));
        }
        return dirty;
    }

    /** Returns the physical keys of a node whose inputs have values. */
    List<Digest> physical(int node) {
        List<Digest> known = table.physical(node);
        if (known == null) {
            current = node;
            known = scheme.physicalKeys(table.flow(node), this);
            table.physical(node, known);
        }
        return known;
    }

    /** Returns all keys of a node whose inputs have values, the preferred first. */
    List<Digest> all(int node) {
        List<Digest> physical = physical(node);
        return switch (physical.size()) {
            case 0 -> ImmutableList.of(table.key(node));
            case 1 -> ImmutableList.of(physical.get(0), table.key(node));
            default ->
                ImmutableList.<Digest>builder()
                        .addAll(physical)
                        .add(table.key(node))
                        .build();
        };
    }

    /** Returns what a node's logical key is made of. */
    KeyComponents components(int node) {
        current = node;
        cursor = 0;
        return KeyComponents.of(table.flow(node), this);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // nodes are told apart by identity
    public Digest logicalKey(Flow node) {
        if (cursor < table.dependencyCount(current)) {
            int stated = table.statedDependency(current, cursor);
            if (table.flow(stated) == node) {
                cursor++;
                return table.key(stated);
            }
        }
        return table.key(graph.number(node));
    }

    @Override
    public Optional<Digest> snapshot(InternNode node) {
        return observations.looksAt(node) ? Optional.of(observations.sourceDigest(node.url())) : Optional.empty();
    }

    @Override
    public String environment(String image) {
        return observations.environment(image);
    }

    @Override
    public List<Fileset> values() {
        return table.inputs(current);
    }
}
