package io.weirflow.eval;

import java.util.Deque;

/**
 * The evaluation's thread: carries out what is posted to it, and knows how many answers of others are still to come. Posting is
 * thread-safe, all else is for that thread alone.
 */
final class Loop {
    private final Mailbox mailbox = new Mailbox();
    private int expected;

    /** Records that answers of others will be posted by {@link #answer}. */
    void expect(int answers) {
        expected += answers;
    }

    /** Tells whether answers are still to come. */
    boolean isExpecting() {
        return expected > 0;
    }

    /** Returns how many answers are still to come. */
    int expected() {
        return expected;
    }

    /** Posts a request. */
    void post(Runnable action) {
        mailbox.post(action);
    }

    /** Posts some of the expected answers. */
    void answer(int answers, Runnable action) {
        mailbox.post(() -> {
            expected -= answers;
            action.run();
        });
    }

    /** Carries out what was posted; waits until there is something if {@code wait} says so. */
    void turn(boolean wait) {
        Deque<Runnable> messages = mailbox.take(wait);
        messages.forEach(Runnable::run);
    }
}
