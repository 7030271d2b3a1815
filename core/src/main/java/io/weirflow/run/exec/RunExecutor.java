package io.weirflow.run.exec;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Ulid;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.exec.Exec;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.ExecState;
import io.weirflow.exec.Executor;
import io.weirflow.exec.staged.ExecFormats;
import io.weirflow.fileset.Fileset;
import io.weirflow.repository.Repository;
import io.weirflow.repository.Transferer;
import io.weirflow.resource.Resources;
import io.weirflow.run.Node;
import io.weirflow.run.RunOptions;
import io.weirflow.run.RunStatus;
import io.weirflow.run.RunStore;
import io.weirflow.run.RunSummary;
import io.weirflow.run.agent.CommandNode;
import io.weirflow.run.agent.ExecRuntime;
import io.weirflow.run.agent.RunKeeper;
import io.weirflow.run.graph.Conclusion;
import io.weirflow.run.graph.GraphSpec;
import io.weirflow.run.graph.NodeSpec;
import io.weirflow.store.StateStore;
import io.weirflow.store.lease.Session;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * An executor that hands execs to agents: each exec is a run of one node for the runtime {@link CommandNode#RUNTIME}, executed by
 * an {@link ExecRuntime} of whichever agent is free. All share one repository, so nothing is transferred.
 *
 * <p>Execs are known by their id to all executors of a namespace, and outlive them: an evaluator that died and is started again
 * finds what it had put, running or complete. An agent that dies is replaced by another, a few times. Secrets are not stored:
 * agents know their values by name. What a container engine or a device would tell while an exec runs is not to be had: logs arrive
 * when it is complete, and there are no shells. Thread-safe.
 */
public final class RunExecutor implements Executor {
    private static final System.Logger LOG = System.getLogger(RunExecutor.class.getName());
    private static final int MAX_ERRORS = 5;
    private static final Duration TTL = Duration.ofSeconds(10);
    private static final Duration TIDY_INTERVAL = Duration.ofSeconds(2);

    private final RunStore runs;
    private final ExecRegister register;
    private final Repository repository;
    private final Resources resources;
    private final UnaryOperator<String> environment;
    private final Transferer transferer = Transferer.create();
    private final RunExecs execs;
    private final Session session;
    private final RunKeeper keeper;
    private final Set<ExecRecord> own = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private RunExecutor(Builder builder) {
        this.runs = builder.runs;
        this.register = new ExecRegister(builder.store, builder.namespace, Clock.systemUTC());
        this.repository = builder.repository;
        this.resources = builder.resources;
        this.environment = builder.environment;
        this.execs = new RunExecs(URI.create("runs:" + builder.namespace), runs, repository, builder.interval);
        this.session = runs.sessions().open("executor of " + builder.namespace, TTL);
        this.keeper = RunKeeper.start(runs, session, builder.interval);
        keeper.add("removal of execs", TIDY_INTERVAL, this::tidy);
    }

    /**
     * Returns a builder of an executor.
     *
     * @param store where it keeps which run executes which exec
     * @param namespace what keeps its records apart, usually the one of the runs
     * @param runs the runs, in which the agents of the execs have joined
     * @param repository the repository that the agents' executors and this one share
     */
    public static Builder builder(StateStore store, String namespace, RunStore runs, Repository repository) {
        return new Builder(store, namespace, runs, repository);
    }

    @Override
    public URI uri() {
        return execs.uri();
    }

    @Override
    public String environment(String image) {
        return environment.apply(image);
    }

    @Override
    public Exec put(Digest id, ExecConfig config) {
        if (closed) {
            throw WeirflowException.of(ErrorKind.UNAVAILABLE, "put", "the executor is closed", id);
        }
        if (!resources.covers(config.resources())) {
            throw WeirflowException.of(
                    ErrorKind.RESOURCES_EXHAUSTED,
                    "put",
                    "asks for " + config.resources() + ", the agents have " + resources + " in all",
                    id);
        }
        Digest stored = repository.put(ExecFormats.writeConfig(config));
        repository.flush();
        ExecRecord record = register.put(id, stored, this::isKept);
        start(record);
        own.add(record);
        return new RunExec(execs, record);
    }

    /** Tells whether an exec is under way, or complete without a failure. */
    private boolean isKept(ExecRecord record) {
        Optional<Node> node = execs.node(record);
        if (node.isEmpty()) {
            return true; // it was put, but not started: that is done now
        }
        ExecState state = RunExec.state(node.get());
        return !state.isFinal()
                || state == ExecState.COMPLETE
                        && node.get()
                                .conclusion()
                                .filter(Conclusion.SUCCESS::equals)
                                .isPresent();
    }

    private void start(ExecRecord record) {
        if (runs.findRun(record.run()).isPresent()) {
            return;
        }
        NodeSpec node = NodeSpec.of(RunExecs.NODE, CommandNode.RUNTIME)
                .with(ExecRuntime.CONFIG, record.config().toString())
                .withMaxAttempts(Conclusion.ERROR, MAX_ERRORS);
        try {
            runs.startRun(
                    record.run(),
                    GraphSpec.builder().node(node).build(),
                    RunOptions.DEFAULT.withLabel("exec", record.id().toString()));
        } catch (WeirflowException e) {
            if (!e.is(ErrorKind.PRECONDITION)) {
                throw e; // otherwise another was faster
            }
        }
    }

    @Override
    public Optional<Exec> get(Digest id) {
        return register.find(id).map(this::found);
    }

    private RunExec found(ExecRecord record) {
        start(record);
        return new RunExec(execs, record);
    }

    @Override
    public void remove(Digest id) {
        register.remove(id).ifPresent(record -> {
            own.remove(record);
            execs.cancel(record);
        });
    }

    /** Forgets which of its execs have ended, and removes the runs of those that were removed or replaced. */
    private boolean tidy() {
        List<ExecRecord> before = List.copyOf(own);
        Set<ExecRecord> left = underWay();
        before.stream().filter(record -> !left.contains(record)).forEach(own::remove);
        removeUnwanted();
        return false;
    }

    /** Returns the execs that were put here and have not ended. */
    private Set<ExecRecord> underWay() {
        List<ExecRecord> records = List.copyOf(own);
        Map<Ulid, RunSummary> found =
                runs.findRuns(records.stream().map(ExecRecord::run).toList());
        Set<ExecRecord> left = new HashSet<>(records);
        left.removeIf(record -> Optional.ofNullable(found.get(record.run()))
                .filter(summary -> summary.status() == RunStatus.COMPLETED)
                .isPresent());
        return left;
    }

    private void removeUnwanted() {
        for (Ulid run : register.unwanted()) {
            try {
                boolean found = runs.removeRun(run);
                LOG.log(System.Logger.Level.DEBUG, () -> run + (found ? " was removed" : " was not there"));
                register.forget(run);
            } catch (WeirflowException e) {
                if (!e.is(ErrorKind.PRECONDITION)) {
                    throw e; // otherwise it is still being stopped, and removed another time
                }
            }
        }
    }

    @Override
    public List<Exec> execs() {
        List<Exec> all = new ArrayList<>();
        register.all().forEach(record -> all.add(new RunExec(execs, record)));
        return all;
    }

    /** {@inheritDoc} References cannot be loaded here: agents resolve them when they need them. */
    @Override
    public Fileset load(Repository source, Fileset fileset) {
        transferer.transfer(repository, source, fileset);
        execs.uses().take(fileset);
        return fileset;
    }

    @Override
    public void verify(Fileset fileset) {
        fileset.forEachFile((path, file) -> repository.read(file.id()));
    }

    @Override
    public void unload(Fileset fileset) {
        execs.uses().giveBack(fileset);
    }

    @Override
    public Resources resources() {
        return resources;
    }

    @Override
    public Repository repository() {
        return repository;
    }

    /** Cancels the execs that were put here and are not complete, and ends the session. Complete ones stay to be found. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        underWay().forEach(execs::cancel);
        keeper.wake();
        execs.close();
        keeper.close();
        session.close();
    }

    /** Builds an executor. Not thread-safe. */
    public static final class Builder {
        private final StateStore store;
        private final String namespace;
        private final RunStore runs;
        private final Repository repository;
        private Resources resources = Resources.of(1 << 20, 1L << 50);
        private UnaryOperator<String> environment = image -> image.isEmpty() ? "agents" : image;
        private Duration interval = Duration.ofMillis(100);

        private Builder(StateStore store, String namespace, RunStore runs, Repository repository) {
            this.store = store;
            this.namespace = namespace;
            this.runs = runs;
            this.repository = repository;
        }

        /** Sets what the largest of the agents has in all: an exec that asks for more is refused at once. */
        public Builder resources(Resources value) {
            resources = value;
            return this;
        }

        /**
         * Sets what identifies the environment in which the agents run commands for an image: the same as their executors say.
         * Unless set, the image itself, and one common environment for commands without an image.
         */
        public Builder environment(UnaryOperator<String> value) {
            environment = value;
            return this;
        }

        /** Sets how often it looks for what agents have done; 100 milliseconds unless set. */
        public Builder interval(Duration value) {
            interval = value;
            return this;
        }

        /** Returns the executor. */
        public RunExecutor open() {
            return new RunExecutor(this);
        }
    }
}
