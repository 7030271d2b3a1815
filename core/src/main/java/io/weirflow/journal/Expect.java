package io.weirflow.journal;

import io.weirflow.base.WeirflowException;
import java.util.function.Supplier;

/** What whoever changes a history expects of it. */
public sealed interface Expect {
    /**
     * It is at a version; otherwise the change fails with a {@link VersionConflictException}.
     *
     * @param version the version
     */
    record At(Version version) implements Expect {}

    /** How changes without a version are made. */
    enum Whatever implements Expect {
        /** At whatever version it is when it is read; who is overtaken meanwhile fails. */
        ANY,
        /** The same, but who is overtaken reads again: six tries in all, then kind TOO_MANY_TRIES. */
        ANY_WITH_RETRY
    }

    /** Returns the expectation of a version; the epoch's is that there is no history. */
    static Expect version(Version version) {
        return new At(version);
    }

    /** Returns the expectation of whatever version is found. A change at the same time is a conflict. */
    static Expect any() {
        return Whatever.ANY;
    }

    /** Returns the expectation of whatever version is found, trying again after changes at the same time. */
    static Expect anyWithRetry() {
        return Whatever.ANY_WITH_RETRY;
    }

    /**
     * Makes a change once or, if this allows it, again after each {@link VersionConflictException}, six times in all.
     *
     * @throws WeirflowException of kind TOO_MANY_TRIES, with the last conflict as its cause, if there was one each time; otherwise
     *     what the change throws
     */
    default <T> T make(Supplier<T> change) {
        return this == Whatever.ANY_WITH_RETRY ? Overtaken.retry(change) : change.get();
    }
}
