package io.weirflow.store.queue;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.store.CommitId;
import io.weirflow.store.StateValue;
import java.time.Duration;

/**
 * A message to be pushed.
 *
 * @param id its identity within the queue; pushing an id that is still in the queue is refused
 * @param payload what it says; at most 340 KiB
 * @param priority 0 to 9; higher comes first
 * @param delay how long it stays invisible, by the clocks of the processes that use the queue; not negative
 */
public record NewMessage(String id, StateValue payload, int priority, Duration delay) {
    /** The highest priority. */
    public static final int MAX_PRIORITY = 9;

    /** The largest payload, in bytes: a value less what is kept beside it. */
    public static final int MAX_PAYLOAD_BYTES = 340 << 10;

    private static final int MAX_ID_LENGTH = 200;

    /**
     * Checks the ranges.
     *
     * @throws WeirflowException of kind INVALID that says which is exceeded
     */
    public NewMessage {
        check(
                !id.isEmpty() && id.length() <= MAX_ID_LENGTH,
                "an id has 1 to " + MAX_ID_LENGTH + " characters",
                id.length());
        check(priority >= 0 && priority <= MAX_PRIORITY, "a priority is 0 to " + MAX_PRIORITY, priority);
        check(!delay.isNegative(), "a delay is not negative", delay);
        check(
                payload.size() <= MAX_PAYLOAD_BYTES,
                "a payload has at most " + MAX_PAYLOAD_BYTES + " bytes: store large contents in a repository",
                payload.size());
    }

    /** Returns a message of priority 0, without delay, with an identity of its own. */
    public static NewMessage of(StateValue payload) {
        return new NewMessage(CommitId.random().toString(), payload, 0, Duration.ZERO);
    }

    /** Returns this message with another identity. */
    public NewMessage withId(String value) {
        return new NewMessage(value, payload, priority, delay);
    }

    /** Returns this message with another priority. */
    public NewMessage withPriority(int value) {
        return new NewMessage(id, payload, value, delay);
    }

    /** Returns this message with another delay. */
    public NewMessage withDelay(Duration value) {
        return new NewMessage(id, payload, priority, value);
    }

    private static void check(boolean holds, String rule, Object found) {
        if (!holds) {
            throw WeirflowException.of(ErrorKind.INVALID, "message", rule + ", found " + found);
        }
    }
}
