package io.weirflow.exec;

import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.repository.Repository;
import java.io.InputStream;
import java.net.URI;

/**
 * One piece of work at an executor. Handles are thread-safe, cheap, and several may stand for the same exec.
 */
public interface Exec {
    /** Returns the digest it was put by. */
    Digest id();

    /** Returns {@code <executor URI>/<id in hexadecimal>}. */
    URI uri();

    /** Returns how far it has come. */
    ExecState state();

    /**
     * Waits until nothing more will happen.
     *
     * @throws WeirflowException for trouble of the executor (the exec is then {@link ExecState#LOST} and may be put
     *     again), never for the failure of a command; of kind CANCELED if it was canceled or removed, or if this thread
     *     was interrupted, in which case the exec goes on
     */
    void await();

    /**
     * Runs an action once, soon after the exec reaches a final state: on an executor's thread, or at once on this one if it
     * has reached it already. The action must not block.
     */
    void onComplete(Runnable action);

    /**
     * Returns the result.
     *
     * @throws WeirflowException of kind PRECONDITION, with the words {@code exec not complete}, if it is not complete
     */
    Result result();

    /** Returns all that is known now. */
    ExecInspect inspect();

    /**
     * Saves details and logs of a completed exec into a repository and returns a summary with their digests. Best effort:
     * what cannot be saved for a reason that may pass is left out.
     *
     * @throws WeirflowException of kind PRECONDITION if it is not complete
     */
    ExecRunInfo inspect(Repository repository);

    /**
     * Opens a log; the caller closes the stream.
     *
     * @param follow whether the stream waits for what is still to be written and ends when the exec does; otherwise it ends at
     *     what is there
     */
    InputStream logs(LogStream stream, boolean follow);

    /**
     * Opens a shell where the exec runs.
     *
     * @throws WeirflowException of kind PRECONDITION if it is not running, of kind NOT_SUPPORTED if there is no such thing
     */
    Shell shell();

    /**
     * Moves the result's files from the exec into the executor's repository, where each counts as loaded once. Idempotent.
     *
     * @throws WeirflowException of kind PRECONDITION if it is not complete
     */
    void promote();

    /** Ends the exec: all its processes are killed and it becomes LOST with kind CANCELED. Does nothing if it is final. */
    void cancel();
}
