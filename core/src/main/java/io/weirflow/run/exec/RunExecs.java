package io.weirflow.run.exec;

import com.google.common.base.Ticker;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Threads;
import io.weirflow.base.Ulid;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.ExecInspect;
import io.weirflow.exec.ExecRunInfo;
import io.weirflow.exec.ExecState;
import io.weirflow.exec.Gauges;
import io.weirflow.exec.LogStream;
import io.weirflow.exec.Profile;
import io.weirflow.exec.staged.ExecFormats;
import io.weirflow.exec.staged.ObjectUses;
import io.weirflow.exec.staged.Outcome;
import io.weirflow.fileset.Fileset;
import io.weirflow.repository.Repository;
import io.weirflow.run.Node;
import io.weirflow.run.NodeResult;
import io.weirflow.run.RunStatus;
import io.weirflow.run.RunStore;
import io.weirflow.run.RunSummary;
import io.weirflow.store.loop.PollLoop;
import io.weirflow.store.loop.Signal;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What handles on execs ask: one loop watches the runs of all execs that somebody waits for. Thread-safe. */
final class RunExecs implements AutoCloseable {
    /** The name of the one node of a run. */
    static final String NODE = "exec";

    private static final System.Logger LOG = System.getLogger(RunExecs.class.getName());
    private static final Duration FOREVER = Duration.ofDays(10_000);

    private final URI uri;
    private final RunStore runs;
    private final Repository repository;
    private final Duration interval;
    private final ObjectUses uses = new ObjectUses();
    private final Set<Ulid> promoted = ConcurrentHashMap.newKeySet();
    private final Map<Ulid, List<Runnable>> waiting = new ConcurrentHashMap<>();
    private final PollLoop loop;

    RunExecs(URI uri, RunStore runs, Repository repository, Duration interval) {
        this.uri = uri;
        this.runs = runs;
        this.repository = repository;
        this.interval = interval;
        this.loop = PollLoop.start("watch over execs", interval, this::look);
    }

    URI uri() {
        return uri;
    }

    ObjectUses uses() {
        return uses;
    }

    private boolean look() {
        if (!waiting.isEmpty()) {
            Map<Ulid, RunSummary> found = runs.findRuns(new HashSet<>(waiting.keySet()));
            for (Ulid run : List.copyOf(waiting.keySet())) {
                RunSummary summary = found.get(run);
                if (summary == null || summary.status() == RunStatus.COMPLETED) {
                    end(run);
                }
            }
        }
        return false;
    }

    private void end(Ulid run) {
        List<Runnable> actions = waiting.remove(run);
        if (actions != null) {
            actions.forEach(action -> Threads.perTaskExecutor().execute(() -> call(action)));
        }
    }

    private static void call(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "an action on the end of an exec failed", e);
        }
    }

    void onEnd(ExecRecord exec, Runnable action) {
        if (hasEnded(exec)) {
            call(action);
            return;
        }
        waiting.compute(exec.run(), (run, actions) -> {
            List<Runnable> list = actions == null ? new CopyOnWriteArrayList<>() : actions;
            list.add(action);
            return list;
        });
    }

    private boolean hasEnded(ExecRecord exec) {
        return runs.findRun(exec.run())
                .map(summary -> summary.status() == RunStatus.COMPLETED)
                .orElse(true);
    }

    void awaitEnd(ExecRecord exec) {
        Signal ended = new Signal();
        if (hasEnded(exec)) {
            return;
        }
        onEnd(exec, ended::raise);
        Optional<Boolean> end = ended.awaitFor(
                FOREVER,
                interval.multipliedBy(20),
                Ticker.systemTicker(),
                () -> waiting.containsKey(exec.run()) ? Optional.empty() : Optional.of(true));
        if (end.isEmpty()) {
            throw WeirflowException.of(ErrorKind.TIMEOUT, "exec", "it did not end", exec.id());
        }
    }

    /** Looks soon at what somebody waits for. */
    void wake() {
        loop.wake();
    }

    Optional<Node> node(ExecRecord exec) {
        try {
            return Optional.of(runs.inspectNode(exec.run(), NODE));
        } catch (WeirflowException e) {
            if (e.is(ErrorKind.NOT_EXIST)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Returns how an exec was completed; empty if it is not complete. */
    Optional<Outcome> outcome(ExecRecord exec) {
        return node(exec).flatMap(this::outcome);
    }

    private Optional<Outcome> outcome(Node node) {
        return RunExec.state(node) == ExecState.COMPLETE
                ? metadata(node, "outcome").map(digest -> ExecFormats.readOutcome(repository.read(digest)))
                : Optional.empty();
    }

    private static Optional<Digest> metadata(Node node, String key) {
        if (node.attempts().isEmpty()) {
            return Optional.empty();
        }
        NodeResult last = node.attempts().get(node.attempts().size() - 1).result();
        return Optional.ofNullable(last.metadata().get(key)).map(Digest::parse);
    }

    ExecInspect inspect(ExecRecord exec) {
        ExecConfig config = ExecFormats.readConfig(repository.read(exec.config()));
        Optional<Node> node = node(exec);
        Optional<Outcome> outcome = node.flatMap(this::outcome);
        ExecState state = node.map(RunExec::state).orElse(ExecState.LOST);
        return new ExecInspect(
                exec.created(),
                outcome.flatMap(Outcome::started),
                outcome.flatMap(Outcome::finished),
                config,
                state,
                node.map(RunExecs::status).orElse("removed"),
                "",
                outcome.map(Outcome::exitCode).orElse(OptionalInt.empty()),
                outcome.isPresent() ? outcome.get().result().failure() : node.flatMap(RunExec::trouble),
                outcome.map(Outcome::profile).orElse(Profile.EMPTY),
                Gauges.EMPTY,
                List.of(),
                Optional.empty());
    }

    private static String status(Node node) {
        return node.status().text()
                + node.holder().map(holder -> " by agent " + holder.agent()).orElse(" for an agent");
    }

    Optional<ExecRunInfo> info(ExecRecord exec, Repository to) {
        Optional<Node> node = node(exec);
        Optional<Outcome> outcome = node.flatMap(this::outcome);
        if (node.isEmpty() || outcome.isEmpty()) {
            return Optional.empty();
        }
        ExecInspect inspect = inspect(exec);
        return Optional.of(new ExecRunInfo(
                inspect.runtime(),
                inspect.profile(),
                inspect.config().resources(),
                metadata(node.get(), "inspect").flatMap(digest -> copy(digest, to)),
                metadata(node.get(), "stdout").flatMap(digest -> copy(digest, to)),
                metadata(node.get(), "stderr").flatMap(digest -> copy(digest, to))));
    }

    /** Copies an object into another repository; what cannot be had is left out. */
    private Optional<Digest> copy(Digest digest, Repository to) {
        if (to == repository || to.contains(digest)) {
            return Optional.of(digest);
        }
        try {
            return Optional.of(to.put(repository.read(digest)));
        } catch (WeirflowException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> "left out " + digest + ": " + e.failure());
            return Optional.empty();
        }
    }

    Optional<InputStream> log(ExecRecord exec, LogStream stream) {
        String key = stream == LogStream.STDOUT ? "stdout" : "stderr";
        return node(exec).flatMap(node -> metadata(node, key)).map(repository::open);
    }

    void promote(ExecRecord exec, Fileset fileset) {
        if (promoted.add(exec.run())) {
            uses.take(fileset);
        }
    }

    void cancel(ExecRecord exec) {
        try {
            boolean canceled = runs.cancelRun(exec.run(), "the exec was canceled");
            LOG.log(System.Logger.Level.DEBUG, () -> exec.id() + (canceled ? " was canceled" : " had ended"));
        } catch (WeirflowException e) {
            if (!e.is(ErrorKind.NOT_EXIST)) {
                throw e;
            }
        }
    }

    /** Ends what waits: those that wait for an exec find that it goes on without them. */
    @Override
    public void close() {
        loop.close();
        List<Ulid> left = new ArrayList<>(waiting.keySet());
        left.forEach(this::end);
    }
}
