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

/**
 * Rewinds: when content turns out to be gone or damaged, finds the nodes that produced it and has them evaluated again, and
 * what was made of them on the way. For the evaluation's thread alone.
 */
final class Recovery {
    /** How often one node is evaluated again for lost content. */
    static final int MAX_REWINDS = 2;

    private final NodeTable table;
    private final Engine engine;
    private final Reporter reporter;
    private final Reasons reasons;
    private final Map<Integer, Integer> rewinds = new HashMap<>();

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
        /** It was produced again too often. */
        GIVEN_UP
    }

    /** Rewinds the producers of what some inputs of a node lost, and the node itself; tells whether there is hope. */
    boolean rewindInputs(int node, Set<Digest> lost) {
        List<Integer> inputs = engine.sources(node);
        Outcome outcome = rewind(inputs, lost);
        boolean underWay = inputs.stream().anyMatch(input -> table.state(input) != NodeState.DONE);
        if (outcome == Outcome.GIVEN_UP || !underWay) {
            return false;
        }
        table.route(node, Route.DIRECT);
        engine.rewound(node);
        return true;
    }

    /** Rewinds the producers of what a value lost, and what leads from them to it. */
    Outcome rewindValue(int node, Set<Digest> lost) {
        return rewind(List.of(node), lost);
    }

    private Outcome rewind(List<Integer> roots, Set<Digest> lost) {
        Set<Integer> seen = new HashSet<>(roots);
        IntQueue open = new IntQueue();
        List<Integer> affected = new ArrayList<>();
        List<Integer> producers = new ArrayList<>();
        roots.forEach(open::add);
        while (!open.isEmpty()) {
            int node = open.take();
            // What is not done is being evaluated again already.
            if (table.state(node) != NodeState.DONE || !holds(table.value(node), lost)) {
                continue;
            }
            affected.add(node);
            if (isProducer(table.flow(node))) {
                producers.add(node);
            } else {
                for (int source : engine.sources(node)) {
                    if (seen.add(source)) {
                        open.add(source);
                    }
                }
            }
        }
        if (producers.isEmpty()) {
            return Outcome.NOTHING_TO_REWIND;
        }
        if (!producers.stream().allMatch(this::mayRewind)) {
            return Outcome.GIVEN_UP;
        }
        affected.forEach(node -> forget(node, lost.size()));
        return Outcome.REWOUND;
    }

    private boolean mayRewind(int producer) {
        return rewinds.merge(producer, 1, Integer::sum) <= MAX_REWINDS;
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
        boolean[] holds = {false};
        value.forEachFile((path, file) -> holds[0] |= isLost(file, lost));
        return holds[0];
    }

    private static boolean isLost(File file, Set<Digest> lost) {
        return !file.isReference() && lost.contains(file.id());
    }
}
