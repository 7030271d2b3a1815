package io.weirflow.journal.duroot;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.journal.Expect;
import io.weirflow.journal.workflow.IndexBehavior;
import io.weirflow.journal.workflow.IndexCommand;
import io.weirflow.journal.workflow.IndexState;
import io.weirflow.journal.workflow.IndexedWorkflow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Ends workflows that take too long and removes those that were completed long ago. A chore for a sweeper, about once an hour;
 * harmless when several processes do it.
 */
public final class DuRootSweep {
    /** How long a workflow may be active. */
    public static final Duration LONGEST_ACTIVE = Duration.ofDays(1);

    /** How long a completed workflow is kept. */
    public static final Duration COMPLETED_KEPT = Duration.ofDays(5);

    private static final System.Logger LOG = System.getLogger(DuRootSweep.class.getName());

    private final DuRoots workflows;
    private final String registry;
    private final Clock clock;

    /** Creates the chore for the workflows of a registry. */
    public DuRootSweep(DuRoots workflows, String registry, Clock clock) {
        this.workflows = workflows;
        this.registry = registry;
        this.clock = clock;
    }

    /**
     * Does it once, with one time for all. What fails for one workflow, for example because its worker completes it at the same
     * moment, is logged and does not keep it from the others.
     *
     * @return false, since there is nothing more to do at once
     */
    public boolean sweep() {
        Instant now = clock.instant();
        IndexState index = workflows.index(registry).state();
        for (IndexedWorkflow workflow : index.active().values()) {
            if (isMine(workflow) && workflow.begun().plus(LONGEST_ACTIVE).isBefore(now)) {
                attempt("end", workflow, () -> workflows.abortExpired(workflow.id()));
            }
        }
        for (IndexedWorkflow workflow : index.completed().values()) {
            if (isMine(workflow)
                    && workflow.completed()
                            .filter(time -> time.plus(COMPLETED_KEPT).isBefore(now))
                            .isPresent()) {
                attempt("remove", workflow, () -> remove(workflow.id()));
            }
        }
        snapshot();
        return false;
    }

    private static boolean isMine(IndexedWorkflow workflow) {
        return workflow.kind().equals(DuRoots.KIND);
    }

    private void remove(String id) {
        workflows.delete(id, Expect.any());
        workflows.removeFromIndex(registry, id);
    }

    private static void attempt(String what, IndexedWorkflow workflow, Runnable action) {
        try {
            action.run();
        } catch (WeirflowException e) {
            if (e.is(ErrorKind.CANCELED)) {
                throw e;
            }
            LOG.log(
                    System.Logger.Level.INFO,
                    () -> "could not " + what + " workflow " + workflow.id() + ", will try again: " + e.failure());
        }
    }

    private void snapshot() {
        try {
            workflows.indexes().tell(registry, Expect.any(), new IndexCommand.Snapshot(true));
            workflows.journal().trim(workflows.indexes().history(registry), IndexBehavior.trimPolicy());
        } catch (WeirflowException e) {
            if (e.is(ErrorKind.CANCELED)) {
                throw e;
            }
            LOG.log(System.Logger.Level.DEBUG, () -> "no snapshot of " + registry + ": " + e.failure());
        }
    }
}
