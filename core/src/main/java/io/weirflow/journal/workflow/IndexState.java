package io.weirflow.journal.workflow;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The workflows of a registry, each list in the order in which they came onto it.
 *
 * @param active those that have begun and not been completed, by id
 * @param completed those that have been completed and not been deleted, by id
 * @param events how many events there were since the last snapshot
 */
public record IndexState(Map<String, IndexedWorkflow> active, Map<String, IndexedWorkflow> completed, long events) {
    /** No workflows. */
    public static final IndexState EMPTY = new IndexState(Map.of(), Map.of(), 0);

    /** Copies the maps, keeping their order. */
    public IndexState {
        active = Collections.unmodifiableMap(new LinkedHashMap<>(active));
        completed = Collections.unmodifiableMap(new LinkedHashMap<>(completed));
    }

    /** Returns the number of workflows that are listed. */
    public int size() {
        return active.size() + completed.size();
    }
}
