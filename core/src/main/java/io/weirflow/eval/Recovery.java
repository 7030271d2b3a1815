package io.weirflow.eval;

import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.DataNode;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.InternNode;
import io.weirflow.flow.JavaNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Rewinds: when content turns out to be gone or damaged, finds the nodes that produced it and has them evaluated again, and
 * what was made of them on the way. For the evaluation's thread alone.
 */
final class Recovery {
    /** How often one node is evaluated again for the same lost content. */
    static final int MAX_REWINDS = 5;

    private final NodeTable table;
    private final Engine engine;
    private final Reporter reporter;
    private final Reasons reasons;
    private final Map<Integer, Map<Digest, Loss>> losses = new HashMap<>();
    /** How many rewinds there were. */
    private int clock;

    /** Content that a node lost: how often, and which rewind was the last for it. */
    private record Loss(int count, int at) {}

    Recovery(NodeTable table, Engine engine, Reporter reporter, Reasons reasons) {
        this.table = table;
        this.engine = engine;
        this.reporter = reporter;
        this.reasons = reasons;
    }

    /** What came of an attempt to rewind. */
    enum Outcome {
        /** Something is evaluated again. */
        REWOUND,
        /** What is lost was not produced by any node, or is being produced again already. */
        NOTHING_TO_REWIND,
        /** It was produced again since it was found lost. */
        MENDED,
        /** It was produced again too often. */
        GIVEN_UP
    }

    /** Returns what time it is by the number of rewinds. */
    int now() {
        return clock;
    }

    /**
     * Rewinds the producers of what some inputs of a node lost, and the node itself; tells whether there is hope.
     *
     * @param since when the node took its inputs, by {@link #now}
     */
    boolean rewindInputs(int node, Set<Digest> lost, int since) {
        List<Integer> inputs = engine.sources(node);
        Outcome outcome = rewind(inputs, lost, since);
        boolean underWay =
                outcome == Outcome.MENDED || inputs.stream().anyMatch(input -> table.state(input) != NodeState.DONE);
        if (outcome == Outcome.GIVEN_UP || !underWay) {
            return false;
        }
        table.route(node, Route.DIRECT);
        engine.rewound(node);
        return true;
    }

    /** Tells whether a node was evaluated again since content of its value was lost. */
    boolean wasRewound(int node) {
        return losses.containsKey(node);
    }

    /** Rewinds the producers of what a value lost, and what leads from them to it. */
    Outcome rewindValue(int node, Set<Digest> lost) {
        return rewind(List.of(node), lost, clock);
    }

    private Outcome rewind(List<Integer> roots, Set<Digest> lost, int since) {
        Trail trail = follow(roots, lost, since);
        boolean waits = trail.underWay && !trail.affected.isEmpty();
        if (trail.producers.isEmpty() && !waits) {
            return trail.mended ? Outcome.MENDED : Outcome.NOTHING_TO_REWIND;
        }
        clock++;
        if (!trail.producers.stream().allMatch(producer -> mayRewind(producer, lost))) {
            return Outcome.GIVEN_UP;
        }
        trail.affected.forEach(node -> forget(node, lost.size()));
        return Outcome.REWOUND;
    }

    /** What was found on the way from nodes with lost content to where they have it from. */
    private static final class Trail {
        final List<Integer> affected = new ArrayList<>();
        final List<Integer> producers = new ArrayList<>();
        boolean mended;
        /** Something is being evaluated again already: what has its value from there must wait for it. */
        boolean underWay;
    }

    private Trail follow(List<Integer> roots, Set<Digest> lost, int since) {
        Trail trail = new Trail();
        Set<Integer> seen = new HashSet<>(roots);
        IntQueue open = new IntQueue();
        seen.forEach(open::add);
        while (!open.isEmpty()) {
            int node = open.take();
            if (table.state(node) != NodeState.DONE) {
                trail.underWay = true;
            } else if (holds(table.value(node), lost)) {
                follow(node, lost, since, trail).filter(seen::add).forEach(open::add);
            }
        }
        return trail;
    }

    /** Notes a node that holds lost content; returns where it has it from. */
    private Stream<Integer> follow(int node, Set<Digest> lost, int since, Trail trail) {
        boolean producer = isProducer(table.flow(node));
        if (producer && wasMended(node, lost, since)) {
            trail.mended = true;
            return Stream.of();
        }
        trail.affected.add(node);
        if (producer) {
            trail.producers.add(node);
        }
        return producer ? Stream.of() : engine.sources(node).stream();
    }

    /** Several may find the same content lost at the same time, and the first lets it be produced again. */
    private boolean wasMended(int producer, Set<Digest> lost, int since) {
        Map<Digest, Loss> known = losses.getOrDefault(producer, Map.of());
        return held(table.value(producer), lost).stream()
                .map(known::get)
                .allMatch(loss -> loss != null && loss.at > since);
    }

    /** Other content that is found lost later is no sign of a loop. */
    private boolean mayRewind(int producer, Set<Digest> lost) {
        Map<Digest, Loss> known = losses.computeIfAbsent(producer, n -> new HashMap<>());
        boolean may = true;
        for (Digest blob : held(table.value(producer), lost)) {
            Loss before = known.getOrDefault(blob, new Loss(0, 0));
            known.put(blob, new Loss(before.count + 1, clock));
            may &= before.count < MAX_REWINDS;
        }
        return may;
    }

    private void forget(int node, int lost) {
        Flow flow = table.flow(node);
        if (Reporter.doesWork(flow)) {
            reporter.rewound(node);
            reasons.lost(node, lost);
        }
        table.route(node, Route.DIRECT);
        table.forgetResult(node);
        engine.rewound(node);
    }

    private static boolean isProducer(Flow flow) {
        return flow instanceof ExecNode
                || flow instanceof InternNode
                || flow instanceof JavaNode
                || flow instanceof DataNode;
    }

    private static boolean holds(Fileset value, Set<Digest> lost) {
        return !held(value, lost).isEmpty();
    }

    private static Set<Digest> held(Fileset value, Set<Digest> lost) {
        Set<Digest> held = new HashSet<>();
        value.forEachFile((path, file) -> {
            if (isLost(file, lost)) {
                held.add(file.id());
            }
        });
        return held;
    }

    private static boolean isLost(File file, Set<Digest> lost) {
        return !file.isReference() && lost.contains(file.id());
    }
}
