package io.weirflow.journal.workflow;

import io.weirflow.store.StateDecoder;
import io.weirflow.store.StateEncoder;
import io.weirflow.store.StateValue;
import java.time.Instant;
import java.util.Optional;

/**
 * A workflow as an index lists it.
 *
 * @param kind what kind of workflow it is
 * @param id its identity
 * @param begun when it was begun, by the clock of who did, in milliseconds
 * @param details what its kind wants to know without reading its history
 * @param completed when it was completed, if it was
 */
public record IndexedWorkflow(String kind, String id, Instant begun, StateValue details, Optional<Instant> completed) {
    private static final String FORMAT = "weirflow-indexed-workflow";
    private static final int VERSION = 1;

    IndexedWorkflow completedAt(Instant time) {
        return new IndexedWorkflow(kind, id, begun, details, Optional.of(time));
    }

    StateValue value() {
        return new StateEncoder(FORMAT, VERSION)
                .text(kind)
                .text(id)
                .number(begun.toEpochMilli())
                .bytes(details.bytes())
                .text(completed.map(time -> Long.toString(time.toEpochMilli())).orElse(""))
                .value();
    }

    static IndexedWorkflow read(StateValue value) {
        StateDecoder fields = new StateDecoder(value, "workflow index", FORMAT, VERSION);
        return new IndexedWorkflow(
                fields.text(),
                fields.text(),
                Instant.ofEpochMilli(fields.number()),
                StateValue.wrap(fields.bytes()),
                Optional.of(fields.text())
                        .filter(text -> !text.isEmpty())
                        .map(text -> Instant.ofEpochMilli(Long.parseLong(text))));
    }
}
