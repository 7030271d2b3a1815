package io.weirflow.store;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;

/** One part of a {@link Commit}: what happens to one key, and under which condition. */
public sealed interface Write {
    /** Returns the key. */
    StateKey key();

    /** Returns what must hold of the record before the commit. */
    Condition condition();

    /** Returns the size of key and value in bytes. */
    default int bytes() {
        return key().bytes();
    }

    /**
     * Creates the record or replaces it.
     *
     * @param key the key
     * @param value the new value
     * @param condition what must hold of the record before
     */
    record Put(StateKey key, StateValue value, Condition condition) implements Write {
        @Override
        public int bytes() {
            return key.bytes() + value.size();
        }
    }

    /**
     * Removes the record, if there is one.
     *
     * @param key the key
     * @param condition what must hold of the record before
     */
    record Delete(StateKey key, Condition condition) implements Write {}

    /**
     * Changes nothing, but lets the commit happen only under the condition.
     *
     * @param key the key
     * @param condition what must hold of the record
     */
    record Check(StateKey key, Condition condition) implements Write {
        /**
         * Refuses the condition that always holds.
         *
         * @throws WeirflowException of kind INVALID if the condition is {@link Condition#any()}
         */
        public Check {
            if (condition instanceof Condition.Any) {
                throw WeirflowException.of(ErrorKind.INVALID, "check", "a check needs a condition that can fail", key);
            }
        }
    }
}
