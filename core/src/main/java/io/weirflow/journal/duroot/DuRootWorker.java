package io.weirflow.journal.duroot;

import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableList;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.journal.Expect;
import io.weirflow.journal.Version;
import io.weirflow.journal.VersionConflictException;
import io.weirflow.journal.aggregate.Versioned;
import io.weirflow.journal.workflow.Activity;
import io.weirflow.journal.workflow.ActivityRunner;
import io.weirflow.journal.workflow.IndexState;
import io.weirflow.journal.workflow.IndexedWorkflow;
import io.weirflow.store.lease.Lease;
import io.weirflow.store.lease.Leases;
import io.weirflow.store.lease.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Does the work of the du-root workflows of one host: waits for workflows in the index of a registry whose root is below one of its
 * prefixes, measures one after the other, and completes them. Several processes may do so for the same host: a lease on each workflow
 * lets one of them work on it. One that finds a workflow in which another has stopped completes it as interrupted, since what was
 * measured before and after does not belong together.
 */
public final class DuRootWorker implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DuRootWorker.class.getName());
    private static final int BATCH = 100;

    private final DuRoots workflows;
    private final List<String> prefixes;
    private final DiskUsage usage;
    private final Leases leases;
    private final Session session;
    private final ActivityRunner watching;
    private final ActivityRunner measuring;

    private DuRootWorker(
            DuRoots workflows,
            List<String> prefixes,
            DiskUsage usage,
            Leases leases,
            Session session,
            Duration pollInterval) {
        this.workflows = workflows;
        this.prefixes = ImmutableList.copyOf(prefixes);
        this.usage = usage;
        this.leases = leases;
        this.session = session;
        this.watching = new ActivityRunner(workflows.journal(), 1, pollInterval, Ticker.systemTicker());
        this.measuring = new ActivityRunner(workflows.journal(), 1, pollInterval, Ticker.systemTicker());
    }

    /**
     * Starts a worker.
     *
     * @param prefixes the folders, by their names for all hosts, that this host has
     * @param leases leases in the same store; workers of one host use the same namespace
     * @param session the session that holds them; is not closed
     * @param pollInterval how often is looked for what other processes have begun
     */
    public static DuRootWorker start(
            DuRoots workflows,
            String registry,
            List<String> prefixes,
            DiskUsage usage,
            Leases leases,
            Session session,
            Duration pollInterval) {
        DuRootWorker worker = new DuRootWorker(workflows, prefixes, usage, leases, session, pollInterval);
        worker.watching.start(workflows.indexes().history(registry), tail -> worker.watch(registry));
        return worker;
    }

    private Activity.Result watch(String registry) {
        Versioned<IndexState> index = workflows.index(registry);
        for (IndexedWorkflow workflow : index.state().active().values()) {
            if (workflow.kind().equals(DuRoots.KIND) && isMine(RootInfo.read(workflow.details()))) {
                measuring.start(workflows.workflows().history(workflow.id()), tail -> work(workflow.id()));
            }
        }
        return Activity.Result.waitForMore(index.version());
    }

    private boolean isMine(RootInfo root) {
        return prefixes.stream().anyMatch(prefix -> CleanPath.isWithin(root.globalRoot(), prefix));
    }

    /** Acts on the state of a workflow, if nobody else does. */
    private Activity.Result work(String id) {
        Optional<Lease> lease = leases.tryAcquire("du-root/" + id, session);
        if (lease.isEmpty()) {
            return Activity.Result.waitForMore(Version.EPOCH);
        }
        try (Lease held = lease.get()) {
            Versioned<DuRootState> found = workflows.workflows().find(id);
            LOG.log(System.Logger.Level.DEBUG, "{0} on {1}", held, found);
            return switch (found.state().code()) {
                case UNINITIALIZED, TERMINATED -> Activity.Result.done(found.version());
                case INITIALIZED -> measure(found);
                case APPENDING -> interrupted(found);
                case COMPLETED -> again(found);
            };
        } catch (VersionConflictException e) {
            // It was completed by somebody else, such as whoever ends what has expired.
            return Activity.Result.retry(Version.EPOCH);
        }
    }

    private Activity.Result measure(Versioned<DuRootState> found) {
        String id = found.state().id();
        Batches batches = new Batches(id, found.version());
        DuRootStatus status;
        try {
            Path root = Path.of(found.state().root().orElseThrow().hostRoot());
            status = usage.measure(root, batches::add);
            batches.flush();
        } catch (WeirflowException e) {
            if (!e.is(ErrorKind.EVAL)) {
                throw e;
            }
            status = new DuRootStatus(DuRootStatus.FAILED, e.failure().toString());
        }
        return Activity.Result.done(
                workflows.commit(id, Expect.version(batches.version), status).workflow());
    }

    private Activity.Result interrupted(Versioned<DuRootState> found) {
        DuRootStatus status = new DuRootStatus(DuRootStatus.FAILED, "du was interrupted");
        return Activity.Result.done(workflows
                .commit(found.state().id(), Expect.version(found.version()), status)
                .workflow());
    }

    /** Repeats what may be left to do after a completion. */
    private Activity.Result again(Versioned<DuRootState> found) {
        DuRootStatus status = found.state().status().orElseThrow();
        return Activity.Result.done(
                workflows.commit(found.state().id(), Expect.any(), status).workflow());
    }

    /** Appends usages a hundred at a time, each time at the version that the last has given. */
    private final class Batches {
        private final String id;
        private final List<PathUsage> waiting = new ArrayList<>();
        private Version version;

        Batches(String id, Version version) {
            this.id = id;
            this.version = version;
        }

        void add(PathUsage usage) {
            waiting.add(usage);
            if (waiting.size() == BATCH) {
                flush();
            }
        }

        void flush() {
            if (!waiting.isEmpty()) {
                version = workflows.append(id, Expect.version(version), waiting);
                waiting.clear();
            }
        }
    }

    /** Stops measuring, which leaves the workflow to another worker, and waits for a bounded time. Idempotent. */
    @Override
    public void close() {
        watching.close();
        measuring.close();
    }
}
