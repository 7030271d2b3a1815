package io.weirflow.journal.aggregate;

import io.weirflow.journal.Event;
import io.weirflow.journal.JournalEntry;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What makes a kind of aggregates: how commands become events, and events a state. Without side effects, thread-safe.
 *
 * @param <S> the state; immutable
 * @param <C> the commands
 */
public interface Behavior<S, C> {
    /** Returns the state before the first event. */
    S initial(String id);

    /**
     * Returns the state after some entries.
     *
     * @throws io.weirflow.base.WeirflowException of kind INTEGRITY if an event is none of this kind of aggregates
     */
    S advance(S state, Iterator<JournalEntry> entries);

    /**
     * Returns the events that a command leads to; none if the state already is as it demands.
     *
     * @throws io.weirflow.base.WeirflowException of a kind of the behavior's choice if the state does not allow the command
     */
    List<Event> tell(S state, C command);

    /** Returns how states are kept as snapshots, if they are. */
    default Optional<SnapshotFormat<S>> snapshots() {
        return Optional.empty();
    }
}
