package io.weirflow.journal;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.store.StateValue;

/**
 * Something that happened, as a history keeps it.
 *
 * @param type what kind of event it is, by which readers know how to read the body; not empty
 * @param body what the type demands; with all events of an append at most 350 KiB
 */
public record Event(String type, StateValue body) {
    /**
     * Checks the type.
     *
     * @throws WeirflowException of kind INVALID if it is empty
     */
    public Event {
        if (type.isEmpty()) {
            throw WeirflowException.of(ErrorKind.INVALID, "event", "the type is empty");
        }
    }
}
