package io.weirflow.run;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The events that a member has subscribed to. It begins with all nodes that can be claimed when it begins, and continues with
 * those that become so. Nothing is queued for a slow reader: each call looks into the store for what has not been
 * returned yet, so no event is lost and no one waits for a reader. A node that still can be claimed {@value #REPEAT_SECONDS}
 * seconds after it was returned is returned again. For one thread at a time.
 */
public interface NodeEvents extends AutoCloseable {
    /** After how many seconds an event is repeated. */
    int REPEAT_SECONDS = 30;

    /** Returns events that have not been returned yet, at most the given number, without waiting. */
    List<NodeEvent> poll(int limit);

    /**
     * Returns the next event, waiting for one at most for the given time.
     *
     * @throws io.weirflow.base.WeirflowException of kind CANCELED if the thread is interrupted
     */
    Optional<NodeEvent> next(Duration wait);

    /** Calls back, on a thread that must not be held up, when this process has made nodes ready. A hint, as all watches are. */
    void onHint(Runnable action);

    /** Ends the subscription: nothing is returned any more. Idempotent. */
    @Override
    void close();
}
