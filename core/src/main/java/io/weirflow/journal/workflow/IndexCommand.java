package io.weirflow.journal.workflow;

import io.weirflow.store.StateValue;

/** What an index can be told. */
public sealed interface IndexCommand {
    /**
     * Lists a workflow as active. Told again with the same arguments it does nothing; an id that was used is refused.
     *
     * @param kind the kind of workflow
     * @param id its identity
     * @param details at most 8 KiB
     */
    record Begin(String kind, String id, StateValue details) implements IndexCommand {}

    /**
     * Lists an active workflow as completed. Does nothing if it is.
     *
     * @param id its identity
     */
    record Commit(String id) implements IndexCommand {}

    /**
     * Removes a completed workflow.
     *
     * @param id its identity
     */
    record Delete(String id) implements IndexCommand {}

    /**
     * Writes all that is listed as one entry, so that what comes before it can be hidden. Does nothing if there were no events since
     * the last.
     *
     * @param onlyIfSmaller whether it is refused unless it is worth it: from 1,000 events on, and more than it costs itself
     */
    record Snapshot(boolean onlyIfSmaller) implements IndexCommand {}
}
