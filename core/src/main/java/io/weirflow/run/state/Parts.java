package io.weirflow.run.state;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import org.jspecify.annotations.Nullable;

/**
 * Parts of a piece of work, of which each is done whether or not those before it have failed; only an interrupt ends them all. Not
 * thread-safe.
 */
final class Parts {
    private @Nullable RuntimeException failure;

    /** Does a part. */
    void add(Runnable part) {
        try {
            part.run();
        } catch (RuntimeException e) {
            note(e);
        }
    }

    private void note(RuntimeException e) {
        if (failure == null) {
            failure = e;
        } else if (failure != e) {
            failure.addSuppressed(e);
        }
        if (e instanceof WeirflowException w && w.is(ErrorKind.CANCELED)) {
            throw failure;
        }
    }

    /** Throws what the first part that failed has thrown, with that of the others suppressed in it. */
    void end() {
        if (failure != null) {
            throw failure;
        }
    }
}
