package io.weirflow.journal.workflow;

import io.weirflow.journal.Version;
import java.time.Duration;

/**
 * What a worker does about one history. It is run when it starts, when the history may have grown, and at intervals. The usual way:
 * read all that is there without doing anything, then act on what it amounts to, naming the version it is based on.
 */
@FunctionalInterface
public interface Activity {
    /**
     * Works until there is nothing more to do at present. May block; is interrupted when the worker is closed.
     *
     * @param tail what the last run returned; the epoch at first
     * @throws RuntimeException whatever went wrong is logged, and it is run again later with the same tail
     */
    Result run(Version tail);

    /**
     * How a run ended.
     *
     * @param tail up to where the history was dealt with
     * @param next when it is run again
     */
    record Result(Version tail, Next next) {
        /** Returns the result that it never runs again. */
        public static Result done(Version tail) {
            return new Result(tail, new Next.Never());
        }

        /** Returns the result that it waits for more. */
        public static Result waitForMore(Version tail) {
            return new Result(tail, new Next.WhenChanged());
        }

        /** Returns the result that it runs again soon, for a reason that needs no log. */
        public static Result retry(Version tail) {
            return new Result(tail, new Next.After(Duration.ZERO));
        }

        /** Returns the result that it runs again, but not before a time has passed. */
        public static Result retryAfter(Version tail, Duration time) {
            return new Result(tail, new Next.After(time));
        }
    }

    /** When an activity runs again. */
    sealed interface Next {
        /** It has finished for good. */
        record Never() implements Next {}

        /** When the history may have grown, and at the poll interval. */
        record WhenChanged() implements Next {}

        /**
         * At the first poll after a time.
         *
         * @param time the time
         */
        record After(Duration time) implements Next {}
    }
}
