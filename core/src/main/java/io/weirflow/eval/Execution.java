package io.weirflow.eval;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.InternNode;
import io.weirflow.flow.MapNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Has the work of nodes done, and brings its results back to them. For the evaluation's thread alone. */
final class Execution implements Work.Performers, Calls.Answers, Jobs.Results {
    /** How deep graphs may be that replace nodes of graphs that replace nodes. */
    static final int MAX_DEPTH = 10_000;

    private final Setting setting;
    private final NodeTable table;
    private final Keys keys;
    private final Additions additions;
    private final Observations observations;
    private final Engine engine;
    private final CachePath cachePath;
    private final AssertionLedger ledger;
    private final Reporter reporter;
    private final Recovery recovery;
    private final Work work;
    private final Calls calls;
    private final Claiming claiming;
    private final ExecRunner runner;
    private final Jobs jobs;
    private final Asks asks;
    private final Slots slots;
    private final SameWork sameWork = new SameWork();

    Execution(
            Setting setting,
            Loop loop,
            NodeTable table,
            Keys keys,
            Additions additions,
            Observations observations,
            Engine engine,
            CachePath cachePath,
            AssertionLedger ledger,
            FilesetFacts facts,
            Reporter reporter,
            Recovery recovery,
            Asks asks,
            Slots slots) {
        this.setting = setting;
        this.table = table;
        this.keys = keys;
        this.additions = additions;
        this.observations = observations;
        this.engine = engine;
        this.cachePath = cachePath;
        this.ledger = ledger;
        this.reporter = reporter;
        this.recovery = recovery;
        this.asks = asks;
        this.slots = slots;
        this.work = new Work(table, this);
        this.calls = new Calls(loop, setting, this);
        this.claiming = new Claiming(loop, setting, cachePath::lookUpNow, this::addAgain);
        this.runner = new ExecRunner(loop, setting, facts, claiming, this::ended);
        this.jobs = new Jobs(loop, setting, runner, this);
    }

    /** Does a node's work. */
    void run(int node) {
        work.run(node);
    }

    /** Starts the execs that there is room for. */
    void flush() {
        claiming.flush();
        jobs.flush();
    }

    /** Is told that a node came to its end: so did those who follow it. */
    void nodeEnded(int node) {
        IntQueue followers = sameWork.takeFollowers(node);
        while (followers != null && !followers.isEmpty()) {
            take(followers.take(), node);
        }
    }

    /** Stops everything, removes what runs, and waits until that is done, or for a bounded time. */
    void stop(Duration patience) {
        calls.stop();
        claiming.stop();
        runner.stop(patience);
        for (Job job : jobs.stop()) {
            runner.remove(job);
            claiming.releaseAside(job);
        }
    }

    // ---- what nodes ask for

    @Override
    public void execute(int node) {
        List<Digest> physical = keys.physical(node);
        Digest identity = physical.isEmpty() ? table.key(node) : physical.get(0);
        if (physical.isEmpty() || isFirst(node, identity)) {
            jobs.add(job(node, identity));
        }
    }

    private Job job(int node, Digest identity) {
        Flow flow = table.flow(node);
        List<Fileset> inputs = table.inputValues(node);
        Optional<Fileset> source = flow instanceof InternNode intern && observations.looksAt(intern)
                ? Optional.of(observations.source(intern.url()))
                : Optional.empty();
        String environment = flow instanceof ExecNode exec ? observations.environmentIfSeen(exec.image()) : "";
        Job job = new Job(
                node,
                flow,
                inputs,
                asks.of(node, inputs),
                identity,
                adopter(node, flow),
                source,
                environment,
                recovery.now());
        if (setting.claims().isPresent() && isShared(node, flow)) {
            job.claimKeys = keys.all(node);
        }
        return job;
    }

    /** Tells whether other processes may find the result in the cache. */
    private boolean isShared(int node, Flow flow) {
        return flow instanceof ExecNode && table.route(node) != Route.DIRECT && setting.writes(flow);
    }

    private void addAgain(Job job) {
        jobs.add(job);
    }

    /** What nobody would look up must not be taken from an exec that an earlier evaluation left behind, either. */
    private String adopter(int node, Flow flow) {
        if (recovery.wasRewound(node)) {
            // The exec that gave the content which was lost may still be there.
            return setting.id() + " " + recovery.now();
        }
        boolean seesSource =
                !(flow instanceof InternNode intern) || intern.isImmutable() || observations.looksAt(intern);
        return table.route(node) != Route.DIRECT && seesSource
                ? ""
                : setting.id().toString();
    }

    @Override
    public void importSource(int node, InternNode intern) {
        if (intern.mode() == InternNode.Mode.EAGER) {
            execute(node);
        } else if (observations.looksAt(intern)) {
            computed(node, observations.source(intern.url()));
        } else {
            calls.add(node, (repository, inputs) -> describe(intern), List.of(), recovery.now());
        }
    }

    /** Describes a source that was not looked at before; may block. */
    private Fileset describe(InternNode intern) {
        return setting.retry().call(() -> setting.sources().snapshot(intern.url()));
    }

    @Override
    public void call(int node, Work.Blocking blocking) {
        List<Digest> physical = Reporter.doesWork(table.flow(node)) ? keys.physical(node) : List.of();
        if (physical.isEmpty() || isFirst(node, physical.get(0))) {
            reporter.started(node);
            calls.add(node, blocking, table.inputValues(node), recovery.now());
        }
    }

    /** Tells whether no other node does the same work; otherwise lets the node take what becomes of that one. */
    private boolean isFirst(int node, Digest identity) {
        int leader = sameWork.leader(node, identity);
        if (leader == node) {
            return true;
        }
        NodeState state = table.state(leader);
        if (state == NodeState.RUNNING) {
            sameWork.follow(node, leader);
        } else if (state.isFinal() && !recovery.wasRewound(node)) {
            take(node, leader);
        } else {
            // What is evaluated again for lost content is lost in the other's value as well.
            sameWork.lead(node, identity);
            return true;
        }
        return false;
    }

    private void take(int node, int leader) {
        if (table.state(leader) == NodeState.FAILED) {
            Breakage breakage = table.breakage(leader);
            engine.broke(node, new Breakage(node, breakage.failure(), breakage.details()));
        } else {
            Fileset value = table.value(leader);
            cachePath.write(node, value, Optional::empty);
            reporter.cached(node);
            engine.computed(node, value);
        }
    }

    @Override
    public void replace(int node, Flow replacement) {
        int depth = table.depth(node) + 1;
        if (depth > MAX_DEPTH) {
            Failure failure = Failure.of(
                    ErrorKind.EVAL,
                    table.flow(node).toString(),
                    "graphs that replace nodes are nested " + MAX_DEPTH + " deep here: do its continuations ever end?");
            broke(node, failure);
        } else {
            Optional<Digest> key = setting.options().keyScheme().replacementsKeepKeys()
                    ? Optional.of(table.key(node))
                    : Optional.empty();
            // They are taken now: by the time that the graph is added the input may be evaluated anew.
            List<Fileset> elements = table.flow(node) instanceof MapNode
                    ? table.inputs(node).get(0).elements()
                    : List.of();
            additions.add(List.of(replacement), depth, node, key, roots -> replace(node, roots.get(0), elements));
        }
    }

    private void replace(int node, int root, List<Fileset> elements) {
        if (elements.isEmpty()) {
            slots.replaced(node, root);
        } else {
            slots.mapped(node, root, elements);
        }
        engine.replacedBy(node, root);
    }

    @Override
    public void computed(int node, Fileset value) {
        engine.computed(node, value);
    }

    @Override
    public void broke(int node, Failure failure) {
        engine.broke(node, Breakage.of(node, failure));
    }

    // ---- what calls give

    @Override
    public void returned(int node, Fileset value) {
        if (Reporter.doesWork(table.flow(node))) {
            succeeded(node, value, Optional::empty);
        } else {
            computed(node, value);
        }
    }

    @Override
    public void replaced(int node, Flow replacement) {
        replace(node, replacement);
    }

    @Override
    public void threw(int node, Throwable thrown, Set<Digest> lost, int since) {
        if (table.flow(node) instanceof InternNode intern) {
            Log.LOGGER.log(
                    System.Logger.Level.DEBUG,
                    "imports " + intern.url() + ", which cannot be described: " + Failure.from(thrown));
            execute(node);
            return;
        }
        runner.foundDamaged(lost);
        if (!rewind(node, lost, since)) {
            broke(node, Work.failure(table.flow(node), thrown));
        }
    }

    // ---- what the executor gives

    private void ended(List<Job> ended) {
        jobs.ended(ended);
    }

    @Override
    public void started(Job job) {
        reporter.started(job.node);
    }

    @Override
    public void succeeded(Job job, Fileset value) {
        succeeded(job.node, value, () -> {
            runner.remove(job);
            return Claiming.take(job);
        });
    }

    @Override
    public void claimedByOthers(Job job) {
        claiming.await(job);
    }

    @Override
    public void doneByOthers(Job job, Fileset value) {
        Optional<Failure> conflict = ledger.record(value);
        if (conflict.isPresent()) {
            broke(job.node, conflict.get());
            return;
        }
        table.forgetPhysical(job.node);
        reporter.cached(job.node);
        engine.computed(job.node, value);
    }

    @Override
    public void failed(Job job, Failure failure, Optional<ExecFailedException.Details> details) {
        claiming.releaseAside(job);
        engine.broke(job.node, new Breakage(job.node, failure, details));
    }

    @Override
    public boolean inputsLost(Job job) {
        boolean mended = rewind(job.node, job.lost, job.inputsTaken);
        if (mended) {
            claiming.releaseAside(job);
        }
        return mended;
    }

    private boolean rewind(int node, Set<Digest> lost, int since) {
        cachePath.contentWasLost();
        if (lost.isEmpty() || !recovery.rewindInputs(node, lost, since)) {
            return false;
        }
        // It waits for its inputs now, and one of these may be among those who wait for it.
        IntQueue followers = sameWork.takeFollowers(node);
        while (followers != null && !followers.isEmpty()) {
            engine.rewound(followers.take());
        }
        return true;
    }

    private void succeeded(int node, Fileset value, Writer.Then whenDurable) {
        Optional<Failure> conflict = ledger.record(value);
        if (conflict.isPresent()) {
            broke(node, conflict.get());
            return;
        }
        cachePath.write(node, value, whenDurable);
        reporter.ran(node);
        engine.computed(node, value);
    }
}
