package io.weirflow.testkit;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.journal.Event;
import io.weirflow.journal.JournalEntry;
import io.weirflow.journal.aggregate.Behavior;
import io.weirflow.journal.aggregate.SnapshotFormat;
import io.weirflow.store.StateDecoder;
import io.weirflow.store.StateEncoder;
import io.weirflow.store.StateValue;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Aggregates for tests: cans that are filled to a level. Counts the entries that it was advanced by. */
final class Cans implements Behavior<Cans.Can, Cans.Command>, SnapshotFormat<Cans.Can> {
    /** What it throws at all commands that it does not know. */
    final WeirflowException refused = WeirflowException.of(ErrorKind.PRECONDITION, "can", "refused");

    private static final String FORMAT = "can";

    final AtomicInteger advanced = new AtomicInteger();
    private final int release;

    record Can(String id, int level) {}

    record Command(String verb, int level) {}

    Cans() {
        this(1);
    }

    /** Creates a behavior that reads only the snapshots of its own release. */
    Cans(int release) {
        this.release = release;
    }

    @Override
    public Can initial(String id) {
        return new Can(id, 0);
    }

    @Override
    public Can advance(Can state, Iterator<JournalEntry> entries) {
        Can can = state;
        while (entries.hasNext()) {
            JournalEntry entry = entries.next();
            advanced.incrementAndGet();
            for (Event event : entry.events()) {
                can = new Can(can.id, Integer.parseInt(event.body().utf8()));
            }
        }
        return can;
    }

    @Override
    public List<Event> tell(Can state, Command command) {
        return switch (command.verb) {
            case "fill" ->
                state.level == command.level
                        ? List.of()
                        : List.of(new Event("filled", StateValue.utf8(Integer.toString(command.level))));
            case "delete" -> List.of();
            default -> throw refused;
        };
    }

    @Override
    public Optional<SnapshotFormat<Can>> snapshots() {
        return Optional.of(this);
    }

    @Override
    public StateValue write(Can state) {
        return new StateEncoder(FORMAT + release, 1).number(state.level).value();
    }

    @Override
    public Optional<Can> read(String id, StateValue value) {
        try {
            return Optional.of(new Can(id, (int) new StateDecoder(value, id, FORMAT + release, 1).number()));
        } catch (WeirflowException e) {
            return Optional.empty();
        }
    }
}
