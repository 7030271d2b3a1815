package io.weirflow.store;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Retry;
import io.weirflow.base.WeirflowException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

/**
 * Executes steps that read, decide and commit, until one commit takes effect: the one place where conflicts and lost replies are
 * dealt with. A conflict makes the step read and decide again. A commit whose outcome is unknown is sent again as it is, until the
 * outcome is known. What may pass is tried again. All within bounds.
 *
 * @param store the store
 * @param retry how often and how long is tried again; its choice of failures is not used
 */
public record Commits(StateStore store, Retry retry) {
    private static final int TRIES = 12;

    /** What a step has decided: a commit and the result if it takes effect, or that there is nothing to commit. */
    public static final class Decision<T> {
        private final Optional<Commit> commit;
        private final T result;

        private Decision(Optional<Commit> commit, T result) {
            this.commit = commit;
            this.result = result;
        }
    }

    /** Reads and decides. It is called again after a conflict, and must not keep what it read before. */
    @FunctionalInterface
    public interface Step<T> {
        /** Returns a decision on the state as it is now. */
        Decision<T> decide();
    }

    /** Returns the usual bounds: twelve tries, whose waits grow from two milliseconds to a second. */
    public static Commits on(StateStore store) {
        return new Commits(store, Retry.ofTransient(TRIES, Duration.ofMillis(2), 2, Duration.ofSeconds(1)));
    }

    /** Returns the decision for a commit. */
    public static <T> Decision<T> commit(Commit commit, T result) {
        return new Decision<>(Optional.of(commit), result);
    }

    /** Returns the decision that nothing is to be written. */
    public static <T> Decision<T> nothing(T result) {
        return new Decision<>(Optional.empty(), result);
    }

    /**
     * Executes a step and returns the result of the decision that took effect.
     *
     * @throws WeirflowException of kind TOO_MANY_TRIES if others were faster each time; of kind OUTCOME_UNKNOWN if it could not
     *     be found out whether the last commit took effect, of kind CANCELED if the thread is interrupted, after which that is not known
     *     either; otherwise the store's failure
     */
    public <T> T execute(String operation, Step<T> step) {
        return retrying(e -> e.is(ErrorKind.TOO_MANY_TRIES) || isPassing(e)).call(() -> {
            Decision<T> decision = step.decide();
            if (decision.commit.isPresent() && send(decision.commit.get()).isPresent()) {
                throw WeirflowException.of(
                        ErrorKind.TOO_MANY_TRIES,
                        operation,
                        "others changed the same records each time: try again later");
            }
            return decision.result;
        });
    }

    /**
     * Sends one commit until its outcome is known. Returns the conflict, or empty if it took effect.
     *
     * @throws WeirflowException as {@link #execute}
     */
    public Optional<Conflict> send(Commit commit) {
        boolean[] open = {false};
        return retrying(e -> e.is(ErrorKind.OUTCOME_UNKNOWN)).call(() -> {
            try {
                return store.commit(commit);
            } catch (WeirflowException e) {
                open[0] |= e.is(ErrorKind.OUTCOME_UNKNOWN);
                throw open[0] && !e.is(ErrorKind.OUTCOME_UNKNOWN) ? unknown(e, commit) : e;
            }
        });
    }

    /** A later sending failed for certain, but an earlier one may have taken effect. */
    private static WeirflowException unknown(WeirflowException e, Commit commit) {
        return e.is(ErrorKind.CANCELED)
                ? e
                : WeirflowException.wrap(e, ErrorKind.OUTCOME_UNKNOWN, "send the commit again", commit.id());
    }

    /**
     * Tells whether what ended in this failure may have taken effect nevertheless: its outcome is unknown, or nobody waited for it since
     * the thread was interrupted.
     */
    public static boolean mayHaveTakenEffect(WeirflowException e) {
        return e.is(ErrorKind.OUTCOME_UNKNOWN) || e.is(ErrorKind.CANCELED);
    }

    private static boolean isPassing(WeirflowException e) {
        return e.failure().isTransient() && !e.is(ErrorKind.OUTCOME_UNKNOWN);
    }

    private Retry retrying(Predicate<WeirflowException> choice) {
        return retry.withRetryable(choice).withSleeper(this::sleep);
    }

    /** Waits between half and all of the time, lest those that met once meet again. */
    private void sleep(Duration time) throws InterruptedException {
        long nanos = Math.max(2, time.toNanos());
        retry.sleeper()
                .sleep(Duration.ofNanos(nanos / 2 + ThreadLocalRandom.current().nextLong(nanos / 2)));
    }
}
