package io.weirflow.store.queue;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.time.Duration;

/**
 * How a queue treats its messages.
 *
 * @param visibility how long a reservation lasts without being extended; at least a millisecond
 * @param maxDeliveries how often a message is reserved before it is put aside as dead; at least 1
 */
public record QueueOptions(Duration visibility, int maxDeliveries) {
    /** Sixty seconds, and no message is ever put aside. */
    public static final QueueOptions DEFAULT = new QueueOptions(Duration.ofSeconds(60), Integer.MAX_VALUE);

    /**
     * Checks the ranges.
     *
     * @throws WeirflowException of kind INVALID if one is exceeded
     */
    public QueueOptions {
        if (visibility.toMillis() < 1 || maxDeliveries < 1) {
            throw WeirflowException.of(
                    ErrorKind.INVALID,
                    "queue options",
                    "a reservation lasts at least 1 ms, and a message is delivered at least once",
                    visibility,
                    maxDeliveries);
        }
    }

    /** Returns these options with another time after which a reservation that is not extended expires. */
    public QueueOptions withVisibility(Duration value) {
        return new QueueOptions(value, maxDeliveries);
    }

    /** Returns these options with another number of deliveries. */
    public QueueOptions withMaxDeliveries(int value) {
        return new QueueOptions(visibility, value);
    }
}
