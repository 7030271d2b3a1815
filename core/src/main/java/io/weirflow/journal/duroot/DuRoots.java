package io.weirflow.journal.duroot;

import com.google.common.base.Ticker;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.journal.Append;
import io.weirflow.journal.Expect;
import io.weirflow.journal.Journal;
import io.weirflow.journal.JournalEntry;
import io.weirflow.journal.Version;
import io.weirflow.journal.VersionConflictException;
import io.weirflow.journal.aggregate.AggregateOptions;
import io.weirflow.journal.aggregate.Aggregates;
import io.weirflow.journal.aggregate.Planned;
import io.weirflow.journal.aggregate.Told;
import io.weirflow.journal.aggregate.Versioned;
import io.weirflow.journal.workflow.IndexBehavior;
import io.weirflow.journal.workflow.IndexCommand;
import io.weirflow.journal.workflow.IndexState;
import io.weirflow.store.StateStore;
import io.weirflow.store.loop.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The du-root workflows of a journal, each listed by a registry. A workflow and its place in the index change in one commit, so that
 * no crash leaves one without the other. Thread-safe.
 */
public final class DuRoots {
    /** The kind under which indexes list these workflows. */
    public static final String KIND = "du-root";

    private static final Pattern REGISTRY =
            Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");
    private static final int MAX_REGISTRY = 253;

    private final Journal journal;
    private final Roots roots;
    private final Aggregates<DuRootState, DuRootCommand> workflows;
    private final Aggregates<IndexState, IndexCommand> index;

    /** Knows which roots there are, and where. */
    @FunctionalInterface
    public interface Roots {
        /** Returns what is known of a root by its clean path, or nothing if a registry does not have it. */
        Optional<RootInfo> find(String registry, String globalRoot);
    }

    /**
     * What became of a call that changed a workflow and the index.
     *
     * @param workflow the version of the workflow
     * @param index the version of the index of its registry
     */
    public record Versions(Version workflow, Version index) {}

    private DuRoots(Journal journal, Roots roots) {
        this.journal = journal;
        this.roots = roots;
        this.workflows = Aggregates.of(journal, KIND, new DuRootBehavior(), AggregateOptions.DEFAULT);
        this.index = Aggregates.of(journal, "workflows", new IndexBehavior(), AggregateOptions.DEFAULT);
    }

    /** Returns the workflows of a journal. */
    public static DuRoots of(Journal journal, Roots roots) {
        return new DuRoots(journal, roots);
    }

    /**
     * Begins a workflow. Called again with the same arguments, before anything else happened to it, it does nothing.
     *
     * @param registry lower-case names joined by dots, as in the DNS
     * @param expected what is expected of the registry's index
     * @param globalRoot an absolute path; is cleaned
     * @throws WeirflowException of kind INVALID if an argument is malformed; NOT_EXIST if the registry has no such root; PRECONDITION
     *     if the id was used
     * @throws VersionConflictException if the index is not as expected
     */
    public Versions begin(String registry, Expect expected, String globalRoot, UUID id) {
        if (registry.length() > MAX_REGISTRY || !REGISTRY.matcher(registry).matches()) {
            throw WeirflowException.of(
                    ErrorKind.INVALID, "begin du-root", "a registry is lower-case names joined by dots", registry);
        }
        String clean = CleanPath.of(globalRoot);
        RootInfo root = roots.find(registry, clean)
                .orElseThrow(() -> WeirflowException.of(
                        ErrorKind.NOT_EXIST, "begin du-root", "the registry has no such root", registry, clean));
        String name = id.toString();
        return indexing(index.history(registry), expected, () -> {
            Planned<DuRootState> workflow = workflows.plan(name, Expect.any(), new DuRootCommand.Init(registry, root));
            IndexCommand listing = new IndexCommand.Begin(KIND, name, root.value());
            return together(name, workflow, registry, index.plan(registry, once(expected), listing));
        });
    }

    /**
     * Appends usages, all or none.
     *
     * @throws VersionConflictException if the workflow is not as expected
     * @throws WeirflowException of kind PRECONDITION if its state does not allow it
     */
    public Version append(String id, Expect expected, List<PathUsage> usages) {
        return workflows.tell(id, expected, new DuRootCommand.Append(usages)).version();
    }

    /**
     * Completes a workflow with a status and notes it in the index, in one commit; then notes in the workflow that nothing follows.
     * Called again with the same outcome it does what a crash in between has left undone.
     *
     * @throws VersionConflictException if the workflow is not as expected
     * @throws WeirflowException of kind PRECONDITION if its state does not allow it, since nothing may follow any more, or if it was
     *     completed with another outcome
     */
    public Versions commit(String id, Expect expected, DuRootStatus status) {
        return complete(id, expected, status.isOk() ? new DuRootCommand.Commit() : new DuRootCommand.Fail(status));
    }

    /** Completes a workflow that takes too long, unless it is completed; otherwise as {@link #commit}. */
    Versions abortExpired(String id) {
        return complete(id, Expect.anyWithRetry(), new DuRootCommand.AbortExpired());
    }

    private Versions complete(String id, Expect expected, DuRootCommand command) {
        Versions versions = indexing(workflows.history(id), expected, () -> {
            Planned<DuRootState> workflow = workflows.plan(id, once(expected), command);
            DuRootState before = workflow.before().state();
            return together(
                    id,
                    workflow,
                    before.registry(),
                    index.plan(before.registry(), Expect.any(), new IndexCommand.Commit(id)));
        });
        Told<DuRootState> ended = workflows.tell(id, Expect.version(versions.workflow()), new DuRootCommand.End());
        return new Versions(ended.version(), versions.index());
    }

    private static Expect once(Expect expect) {
        return expect == Expect.Whatever.ANY_WITH_RETRY ? Expect.any() : expect;
    }

    /** A change of two histories, of which the caller speaks of one. */
    private interface Change {
        Versions make();
    }

    /** Makes a change again when others changed the history at the same time that the caller does not speak of. */
    private static Versions indexing(String history, Expect expected, Change change) {
        VersionConflictException[] conflict = new VersionConflictException[1];
        Optional<Versions> done = Expect.anyWithRetry().make(() -> {
            try {
                return Optional.of(change.make());
            } catch (VersionConflictException e) {
                if (expected == Expect.Whatever.ANY_WITH_RETRY || !e.history().equals(history)) {
                    throw e;
                }
                conflict[0] = e;
                return Optional.empty();
            }
        });
        return done.orElseThrow(() -> conflict[0]);
    }

    private Versions together(String id, Planned<DuRootState> workflow, String registry, Planned<IndexState> listed) {
        List<Append> appends = new ArrayList<>();
        workflow.append().ifPresent(appends::add);
        listed.append().ifPresent(appends::add);
        Iterator<JournalEntry> entries = appends.isEmpty()
                ? List.<JournalEntry>of().iterator()
                : journal.append(appends).iterator();
        Version workflowVersion = workflow.append().isPresent()
                ? workflows.appended(id, workflow, entries.next()).version()
                : workflow.before().version();
        Version indexVersion = listed.append().isPresent()
                ? index.appended(registry, listed, entries.next()).version()
                : listed.before().version();
        return new Versions(workflowVersion, indexVersion);
    }

    /**
     * Returns the state of a workflow.
     *
     * @throws WeirflowException of kind NOT_EXIST if it does not exist or was deleted
     */
    public Versioned<DuRootState> find(String id) {
        Versioned<DuRootState> found = workflows.find(id);
        if (found.state().code() == DuRootState.Code.UNINITIALIZED) {
            throw WeirflowException.of(ErrorKind.NOT_EXIST, "find du-root", "it was not begun, or was deleted", id);
        }
        return found;
    }

    /**
     * Waits until a workflow is completed, at most for a time, and returns its state then. Looks when this process has changed it, and
     * at the poll interval.
     *
     * @throws WeirflowException of kind NOT_EXIST as {@link #find}; CANCELED if the thread is interrupted
     */
    public Versioned<DuRootState> await(String id, Duration limit, Duration pollInterval) {
        Signal changed = new Signal();
        try (StateStore.Watch watch = journal.watch(workflows.history(id), changed::raise)) {
            Objects.requireNonNull(watch);
            return changed.awaitFor(
                            limit,
                            pollInterval,
                            Ticker.systemTicker(),
                            () -> Optional.of(find(id))
                                    .filter(f -> f.state().status().isPresent()))
                    .orElseGet(() -> find(id));
        }
    }

    /** Hands over the usages of a workflow so far, in the order in which they were appended: what is below comes before. */
    public void usages(String id, Consumer<? super PathUsage> each) {
        journal.find(workflows.history(id), Version.EPOCH)
                .forEachRemaining(entry -> entry.events()
                        .forEach(event -> DuRootEvents.usage(event).ifPresent(each)));
    }

    /**
     * Returns all usages of a workflow.
     *
     * @throws WeirflowException of kind PRECONDITION if it is not completed and the usages are partial; of kind EVAL with its message
     *     if it was completed without success; of kind NOT_EXIST as {@link #find}
     */
    public List<PathUsage> whole(String id) {
        DuRootState state = find(id).state();
        DuRootStatus status = state.status()
                .orElseThrow(() -> WeirflowException.of(
                        ErrorKind.PRECONDITION, "read du-root", "the result is partial: it is " + state.code(), id));
        if (!status.isOk()) {
            throw WeirflowException.of(
                    ErrorKind.EVAL, "read du-root", "status " + status.code() + ": " + status.message(), id);
        }
        List<PathUsage> usages = new ArrayList<>();
        usages(id, usages::add);
        return usages;
    }

    /**
     * Deletes a workflow that is completed. What does not exist is left so. The index lists it until
     * {@link #removeFromIndex}.
     *
     * @throws WeirflowException of kind PRECONDITION if it is not completed
     */
    public void delete(String id, Expect expected) {
        workflows.delete(id, expected, new DuRootCommand.Delete());
    }

    /** Removes a completed workflow from the index of a registry; after it was deleted, so that a crash can be repaired. */
    public void removeFromIndex(String registry, String id) {
        Told<IndexState> told = index.tell(registry, Expect.anyWithRetry(), new IndexCommand.Delete(id));
        if (!told.changed()) {
            throw new AssertionError("a removal from an index is an event");
        }
    }

    /** Returns the index of a registry. */
    public Versioned<IndexState> index(String registry) {
        return index.find(registry);
    }

    Aggregates<IndexState, IndexCommand> indexes() {
        return index;
    }

    Aggregates<DuRootState, DuRootCommand> workflows() {
        return workflows;
    }

    Journal journal() {
        return journal;
    }
}
