package io.weirflow.run.state;

import io.weirflow.run.NodeCounts;
import io.weirflow.run.graph.Conclusion;
import io.weirflow.store.StateDecoder;
import io.weirflow.store.StateEncoder;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateValue;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * How far a run has come, counted by the session that propagates it, so that a list of runs need not read their nodes.
 *
 * @param begun whether its first nodes have been made ready
 * @param counts its complete nodes
 * @param finished when it was seen that all are complete
 */
record Progress(boolean begun, NodeCounts counts, Optional<Instant> finished) {
    private static final String FORMAT = "weirflow-run-progress";
    private static final int VERSION = 1;

    static Progress read(StateRecord record) {
        StateDecoder fields = new StateDecoder(record, FORMAT, VERSION);
        boolean begun = fields.number() == 1;
        long finished = fields.number();
        int nodes = (int) fields.number();
        Map<Conclusion, Integer> counts = new EnumMap<>(Conclusion.class);
        for (Conclusion conclusion : Conclusion.values()) {
            counts.put(conclusion, (int) fields.number());
        }
        return new Progress(
                begun,
                new NodeCounts(nodes, counts),
                finished == Long.MIN_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(finished)));
    }

    StateValue value() {
        StateEncoder fields = new StateEncoder(FORMAT, VERSION)
                .number(begun ? 1 : 0)
                .number(finished.map(Instant::toEpochMilli).orElse(Long.MIN_VALUE))
                .number(counts.nodes());
        for (Conclusion conclusion : Conclusion.values()) {
            fields.number(counts.completed(conclusion));
        }
        return fields.value();
    }

    Progress withBegun() {
        return new Progress(true, counts, finished);
    }

    /** Returns this progress with one more complete node, at a time. */
    Progress plus(Conclusion conclusion, Instant now) {
        NodeCounts more = counts.plus(conclusion);
        return new Progress(begun, more, more.isComplete() ? Optional.of(now) : Optional.empty());
    }
}
