package io.weirflow.journal.duroot;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.journal.Event;
import io.weirflow.store.StateDecoder;
import io.weirflow.store.StateEncoder;
import io.weirflow.store.StateValue;
import java.util.Optional;

/** The events of du-root workflows, and what they make of a state. */
final class DuRootEvents {
    private static final int VERSION = 1;
    private static final String STARTED = "du-root-started";
    private static final String UPDATED = "du-updated";
    private static final String COMPLETED = "du-root-completed";
    private static final String COMMITTED = "du-root-committed";

    private DuRootEvents() {}

    static Event started(DuRootCommand.Init init) {
        return new Event(
                STARTED,
                new StateEncoder(STARTED, VERSION)
                        .text(init.registry())
                        .bytes(init.root().value().bytes())
                        .value());
    }

    static Event updated(PathUsage usage) {
        return new Event(
                UPDATED,
                new StateEncoder(UPDATED, VERSION)
                        .text(usage.path())
                        .number(usage.bytes())
                        .value());
    }

    static Event completed(DuRootStatus status) {
        return new Event(
                COMPLETED,
                new StateEncoder(COMPLETED, VERSION)
                        .number(status.code())
                        .text(status.message())
                        .value());
    }

    static Event committed() {
        return new Event(COMMITTED, StateValue.EMPTY);
    }

    /** Returns the usage that an event tells of, if it does. */
    static Optional<PathUsage> usage(Event event) {
        if (!event.type().equals(UPDATED)) {
            return Optional.empty();
        }
        StateDecoder fields = fields(event);
        return Optional.of(new PathUsage(fields.text(), fields.number()));
    }

    static DuRootState apply(DuRootState state, Event event) {
        return switch (event.type()) {
            case STARTED -> {
                StateDecoder fields = fields(event);
                yield state.initialized(fields.text(), RootInfo.read(StateValue.wrap(fields.bytes())));
            }
            case UPDATED -> state.appended();
            case COMPLETED -> {
                StateDecoder fields = fields(event);
                yield state.completed(new DuRootStatus((int) fields.number(), fields.text()));
            }
            case COMMITTED -> state.terminated();
            default ->
                throw WeirflowException.of(
                        ErrorKind.INTEGRITY,
                        "read du-root workflow",
                        "its history has an event of another kind",
                        event.type(),
                        state.id());
        };
    }

    private static StateDecoder fields(Event event) {
        return new StateDecoder(event.body(), event.type(), event.type(), VERSION);
    }
}
