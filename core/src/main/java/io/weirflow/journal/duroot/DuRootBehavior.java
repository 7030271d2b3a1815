package io.weirflow.journal.duroot;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.journal.Event;
import io.weirflow.journal.JournalEntry;
import io.weirflow.journal.aggregate.Behavior;
import io.weirflow.journal.duroot.DuRootState.Code;
import java.util.Iterator;
import java.util.List;

/**
 * Decides the commands of du-root workflows. What a state does not allow is refused with kind PRECONDITION. To complete a workflow
 * again does nothing if the outcome is the same and is refused if it differs, so that nobody takes a lost result for a kept one.
 */
public final class DuRootBehavior implements Behavior<DuRootState, DuRootCommand> {
    private static final DuRootStatus OK = new DuRootStatus(DuRootStatus.OK, "");
    private static final DuRootStatus EXPIRED = new DuRootStatus(DuRootStatus.EXPIRED, "expired");

    /** Creates it. */
    public DuRootBehavior() {}

    @Override
    public DuRootState initial(String id) {
        return DuRootState.initial(id);
    }

    @Override
    public DuRootState advance(DuRootState state, Iterator<JournalEntry> entries) {
        DuRootState current = state;
        while (entries.hasNext()) {
            for (Event event : entries.next().events()) {
                current = DuRootEvents.apply(current, event);
            }
        }
        return current;
    }

    @Override
    public List<Event> tell(DuRootState state, DuRootCommand command) {
        if (command instanceof DuRootCommand.Init init) {
            return init(state, init);
        } else if (command instanceof DuRootCommand.Append append) {
            require(state, "append to", Code.INITIALIZED, Code.APPENDING);
            return append.usages().stream().map(DuRootEvents::updated).toList();
        } else if (command instanceof DuRootCommand.Commit) {
            return complete(state, "commit", OK);
        } else if (command instanceof DuRootCommand.Fail fail) {
            return complete(state, "fail", fail.status());
        } else if (command instanceof DuRootCommand.AbortExpired) {
            return abortExpired(state);
        } else if (command instanceof DuRootCommand.End) {
            require(state, "end", Code.COMPLETED, Code.TERMINATED);
            return state.code() == Code.TERMINATED ? List.of() : List.of(DuRootEvents.committed());
        }
        require(state, "delete", Code.UNINITIALIZED, Code.COMPLETED, Code.TERMINATED);
        return List.of();
    }

    private static List<Event> init(DuRootState state, DuRootCommand.Init init) {
        if (state.code() == Code.UNINITIALIZED) {
            return List.of(DuRootEvents.started(init));
        }
        boolean same = state.registry().equals(init.registry())
                && state.root().filter(init.root()::equals).isPresent();
        if (state.code() != Code.INITIALIZED) {
            throw refused(state, "begin", "it has advanced beyond its beginning");
        }
        if (!same) {
            throw refused(state, "begin", "it was begun with other arguments");
        }
        return List.of();
    }

    private static List<Event> complete(DuRootState state, String operation, DuRootStatus status) {
        if (state.code() == Code.COMPLETED) {
            if (state.status().filter(status::equals).isEmpty()) {
                throw refused(state, operation, "it was completed with another outcome");
            }
            return List.of();
        }
        require(state, operation, Code.INITIALIZED, Code.APPENDING);
        return List.of(DuRootEvents.completed(status));
    }

    private static List<Event> abortExpired(DuRootState state) {
        return switch (state.code()) {
            case COMPLETED, TERMINATED -> List.of();
            case INITIALIZED, APPENDING -> List.of(DuRootEvents.completed(EXPIRED));
            case UNINITIALIZED -> throw refused(state, "abort", "its state does not allow it");
        };
    }

    private static void require(DuRootState state, String operation, Code... allowed) {
        if (!List.of(allowed).contains(state.code())) {
            throw refused(state, operation, "its state does not allow it");
        }
    }

    private static WeirflowException refused(DuRootState state, String operation, String why) {
        return WeirflowException.of(
                ErrorKind.PRECONDITION,
                operation + " du-root workflow",
                why + "; it is " + state.code()
                        + state.status()
                                .map(s -> ", status " + s.code() + " " + s.message())
                                .orElse(""),
                state.id());
    }
}
