package io.weirflow.examples;

import com.google.common.base.Splitter;
import io.weirflow.backend.file.FileStateStore;
import io.weirflow.journal.Expect;
import io.weirflow.journal.Journal;
import io.weirflow.journal.duroot.DuRootState;
import io.weirflow.journal.duroot.DuRootStatus;
import io.weirflow.journal.duroot.DuRootSweep;
import io.weirflow.journal.duroot.DuRootWorker;
import io.weirflow.journal.duroot.DuRoots;
import io.weirflow.journal.duroot.GnuDu;
import io.weirflow.journal.duroot.PathUsage;
import io.weirflow.journal.duroot.RootInfo;
import io.weirflow.journal.workflow.IndexedWorkflow;
import io.weirflow.store.MemoryStateStore;
import io.weirflow.store.StateStore;
import io.weirflow.store.lease.Leases;
import io.weirflow.store.lease.Session;
import io.weirflow.store.lease.Sessions;
import io.weirflow.store.loop.Sweeper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Measures a directory tree as a du-root workflow and prints what its directories use. With a state folder the workflow survives the
 * program: if it is killed, the next run first brings the workflow to its end, as interrupted, and then measures again.
 *
 * <p>Arguments: {@code directory [state folder]}; without a state folder all is in memory.
 */
final class DuRoot {
    private static final String REGISTRY = "examples.local";
    private static final String NAMESPACE = "examples";
    private static final Duration TTL = Duration.ofSeconds(3);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int MAX_DEPTH = 3;

    private final DuRoots workflows;
    private final Path directory;
    private final PrintStream out;

    private DuRoot(DuRoots workflows, Path directory, PrintStream out) {
        this.workflows = workflows;
        this.directory = directory;
        this.out = out;
    }

    static int run(List<String> arguments, PrintStream out, PrintStream err) throws IOException {
        if (arguments.isEmpty() || arguments.size() > 2 || !Files.isDirectory(Path.of(arguments.get(0)))) {
            err.println("usage: DuRoot directory [state folder]");
            return 2;
        }
        Path directory = Path.of(arguments.get(0)).toRealPath();
        if (arguments.size() == 1) {
            return run(new MemoryStateStore(), directory, out);
        }
        Path state = Files.createDirectories(Path.of(arguments.get(1)));
        try (FileStateStore store = FileStateStore.open(state.resolve("state.db"))) {
            return run(store, directory, out);
        }
    }

    private static int run(StateStore store, Path directory, PrintStream out) {
        Journal journal = Journal.of(store, NAMESPACE);
        DuRoots workflows = DuRoots.of(
                journal, (registry, root) -> Optional.of(new RootInfo(root, "localhost", directory.toString())));
        Sessions sessions = Sessions.of(store, NAMESPACE);
        DuRootSweep expiry = new DuRootSweep(workflows, REGISTRY, Clock.systemUTC());
        try (Session session = sessions.open("DuRoot", TTL);
                Sweeper sweeper = Sweeper.start(POLL)) {
            sweeper.add(
                    "end sessions", TTL.dividedBy(5), () -> !sessions.sweep().isEmpty());
            sweeper.add("remove deleted histories", Duration.ofHours(1), journal::sweep);
            sweeper.add("expire workflows", Duration.ofHours(1), expiry::sweep);
            try (DuRootWorker worker = DuRootWorker.start(
                    workflows,
                    REGISTRY,
                    List.of(directory.toString()),
                    GnuDu.create("du", MAX_DEPTH, 0),
                    Leases.of(store, NAMESPACE, sessions),
                    session,
                    POLL)) {
                Objects.requireNonNull(worker);
                out.println("worker with " + session.id() + " for " + directory);
                DuRoot program = new DuRoot(workflows, directory, out);
                return program.finishEarlier() || program.measure() ? 0 : 1;
            }
        }
    }

    /** Waits for the workflow of an earlier run, if there is one; returns whether it has a result. */
    private boolean finishEarlier() {
        for (IndexedWorkflow earlier :
                workflows.index(REGISTRY).state().active().values()) {
            DuRootState state = workflows.find(earlier.id()).state();
            boolean same = state.root()
                    .filter(root -> root.globalRoot().equals(directory.toString()))
                    .isPresent();
            if (same) {
                out.println("workflow " + earlier.id() + " was left unfinished");
                if (print(earlier.id())) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean measure() {
        UUID id = UUID.randomUUID();
        workflows.begin(REGISTRY, Expect.anyWithRetry(), directory.toString(), id);
        out.println("workflow " + id + " was begun");
        return print(id.toString());
    }

    /** Waits for a workflow and prints its result; returns whether there is one. */
    private boolean print(String id) {
        Optional<DuRootStatus> status =
                workflows.await(id, Duration.ofDays(1), POLL).state().status();
        if (status.filter(s -> s.code() == DuRootStatus.OK || s.code() == DuRootStatus.PARTLY_UNREADABLE)
                .isEmpty()) {
            out.println("workflow " + id + " has failed: "
                    + status.map(DuRootStatus::message).orElse("it takes too long"));
            return false;
        }
        List<PathUsage> usages = new ArrayList<>();
        workflows.usages(id, usages::add);
        usages.sort(Comparator.comparing(
                usage -> usage.path().equals(".") ? "" : usage.path().replace('/', '\0')));
        usages.forEach(this::print);
        status.filter(s -> !s.isOk()).ifPresent(s -> out.println(s.message()));
        return true;
    }

    private void print(PathUsage usage) {
        boolean root = usage.path().equals(".");
        List<String> names = Splitter.on('/').splitToList(usage.path());
        String name = root ? directory.toString() : "  ".repeat(names.size()) + names.get(names.size() - 1);
        out.printf("%,16d  %s%n", usage.bytes(), name);
    }
}
