package io.weirflow.eval;

import io.weirflow.base.Ulid;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.Flow;
import io.weirflow.repository.Repository;
import java.util.List;

/**
 * An evaluation under way or finished. Thread-safe.
 *
 * <p>Closing it cancels it if it is still under way and waits, for a bounded time, until what it runs has ended.
 */
public interface Evaluation extends AutoCloseable {
    /** Returns its identity. */
    Ulid id();

    /** Returns the targets. */
    List<Flow> targets();

    /** Returns how far it is. */
    Progress progress();

    /**
     * Waits for the end.
     *
     * @return this
     * @throws ExecFailedException if a command failed that a target needs
     * @throws io.weirflow.base.WeirflowException for any other failure of a target, and of kind CANCELED if the evaluation
     *     was canceled or this thread was interrupted (the evaluation then goes on)
     */
    Evaluation await();

    /**
     * Waits for the end as {@link #await} does, but does not throw for targets that failed: {@link #failures} tells.
     *
     * @return this
     */
    Evaluation awaitResult();

    /** Returns the failed nodes so far, the first failure first, without those that were only skipped. */
    List<NodeReport> failures();

    /**
     * Returns the value of a target of a finished evaluation.
     *
     * @throws io.weirflow.base.WeirflowException of kind PRECONDITION if it is not finished, of kind INVALID if the flow is not a
     *     target, or the target's failure
     */
    Fileset value(Flow target);

    /** Returns the repository in which the values' content is. */
    Repository repository();

    /** Returns what it did; of a finished evaluation. */
    EvaluationReport report();

    /** Ends it: running execs are ended too. Returns at once; {@link #await} then throws kind CANCELED. */
    void cancel();

    @Override
    void close();
}
