package io.weirflow.journal.aggregate;

import io.weirflow.store.StateValue;
import java.util.Optional;

/**
 * How states are kept as snapshots.
 *
 * @param <S> the state
 */
public interface SnapshotFormat<S> {
    /** Returns a state as bytes. */
    StateValue write(S state);

    /** Returns the state that bytes hold; empty if they are of a format that is not read any more: then events are read. */
    Optional<S> read(String id, StateValue value);
}
