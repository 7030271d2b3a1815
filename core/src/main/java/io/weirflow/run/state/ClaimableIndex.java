package io.weirflow.run.state;

import io.weirflow.base.Ulid;
import io.weirflow.run.NodeEventType;
import io.weirflow.store.Condition;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateValue;
import io.weirflow.store.Write;

/** The index records of nodes that can be claimed. They are written in the commits that change their nodes. */
final class ClaimableIndex {
    private static final StateValue READY = StateValue.utf8("ready");
    private static final StateValue ORPHANED = StateValue.utf8("orphaned");

    private ClaimableIndex() {}

    static Write ready(StoredGraph graph, int place) {
        return put(graph, place, READY);
    }

    static Write orphaned(StoredGraph graph, int place) {
        return put(graph, place, ORPHANED);
    }

    private static Write put(StoredGraph graph, int place, StateValue value) {
        return new Write.Put(graph.keys().claimable(graph.run(), graph.runtime(place), place), value, Condition.any());
    }

    /** As {@link #ready(StoredGraph, int)}, for a graph that is not stored yet. */
    static Write ready(RunKeys keys, Ulid run, String runtime, int place) {
        return new Write.Put(keys.claimable(run, runtime, place), READY, Condition.any());
    }

    static Write gone(StoredGraph graph, int place) {
        return new Write.Delete(graph.keys().claimable(graph.run(), graph.runtime(place), place), Condition.any());
    }

    static NodeEventType type(StateRecord index) {
        return index.value().equals(ORPHANED) ? NodeEventType.NODE_ORPHANED : NodeEventType.NODE_READY;
    }
}
