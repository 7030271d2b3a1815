package io.weirflow.eval;

import com.google.common.base.Ticker;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.Threads;
import io.weirflow.base.Ulid;
import io.weirflow.blob.BlobMux;
import io.weirflow.cache.Cache;
import io.weirflow.cache.LookupOptions;
import io.weirflow.cache.LookupResult;
import io.weirflow.cache.WriteOptions;
import io.weirflow.digest.Digest;
import io.weirflow.exec.Executor;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.Flow;
import io.weirflow.flow.InternNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One evaluation: puts the parts together and is their thread. Package-private methods are for that thread unless stated. */
final class Run implements Engine.Actions, Lookups.Answers, Calls.Answers, Jobs.Results, Work.Performers {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    static final int MAX_DEPTH = 10_000;

    private final EvaluationOptions options;
    private final Ulid id;
    private final Executor executor;
    private final BlobMux blobs;

    private final Loop loop = new Loop();
    private final NodeTable table = new NodeTable();
    private final GraphReader graph = new GraphReader(table);
    private final Engine engine;
    private final Observations observations;
    private final Keys keys;
    private final Additions additions;
    private final Lookups lookups;
    private final Work work = new Work(table, this);
    private final Calls calls;
    private final ExecRunner runner;
    private final Jobs jobs;
    private final Writer writer;
    private final Reporter reporter;
    private List<Integer> targets = List.of();
    private boolean started;
    private @Nullable Failure stopped;
    private boolean canceled;

    Run(
            Ulid id,
            Cache cache,
            Executor executor,
            BlobMux blobs,
            SharedExecs shared,
            Ticker ticker,
            EvaluationOptions options) {
        this.id = id;
        this.options = options;
        this.executor = executor;
        this.blobs = blobs;
        java.util.concurrent.Executor threads = Threads.perTaskExecutor();
        engine = new Engine(table, this);
        observations = new Observations(loop, threads, options.keyScheme().looksAtSources(), new Looker());
        keys = new Keys(table, graph, observations, options.keyScheme(), id.toString());
        additions = new Additions(table, graph, observations, keys, this::route);
        lookups = new Lookups(
                loop,
                threads,
                cache,
                new LookupOptions(
                        options.keyScheme(),
                        options.presence(),
                        LookupOptions.Acceptance.ALL,
                        options.cacheMode().writes()),
                this::rejection,
                this);
        calls = new Calls(
                loop, threads, cache.repository(), Runtime.getRuntime().availableProcessors(), this);
        runner = new ExecRunner(loop, threads, executor, cache.repository(), shared, this::ended);
        jobs = new Jobs(executor, runner, this);
        writer = new Writer(loop, threads, cache, WriteOptions.of(options.keyScheme()));
        reporter = new Reporter(table, this::reason, options.listener(), ticker);
    }

    private final class Looker implements Observations.Looker {
        @Override
        public Fileset snapshot(String url) {
            return blobs.snapshot(url);
        }

        @Override
        public String environment(String image) {
            return executor.environment(image);
        }
    }

    // ---- the thread

    /** Evaluates, to the end. */
    void evaluate(List<Flow> flows) {
        additions.add(flows, 0, numbers -> {
            targets = numbers;
            started = true;
            numbers.forEach(engine::need);
        });
        while (stopped == null && !isOver()) {
            settle();
            if (!isOver()) {
                loop.turn(true);
            }
        }
        if (stopped != null) {
            end();
        }
        while (stopped == null && loop.isExpecting()) {
            loop.turn(true);
            settle();
        }
    }

    private void settle() {
        additions.advance();
        engine.settle();
        lookups.flush();
        jobs.flush();
    }

    private boolean isOver() {
        if (!started) {
            return false;
        }
        for (int target : targets) {
            if (!table.state(target).isFinal()) {
                return false;
            }
        }
        return true;
    }

    private void end() {
        lookups.stop();
        calls.stop();
        observations.stop();
        runner.stop(PATIENCE);
        jobs.stop().forEach(runner::remove);
    }

    /** Ends the evaluation. May be called by any thread. */
    void stop(Failure why) {
        loop.post(() -> {
            if (stopped == null) {
                stopped = why;
                canceled = true;
            }
        });
    }

    // ---- what the engine asks for

    private void route(int node) {
        Flow flow = table.flow(node);
        boolean read = options.cacheMode().reads()
                && options.keyScheme().isCached(flow)
                && !options.invalidate().test(flow);
        if (!read) {
            table.route(node, Route.DIRECT);
        } else if (options.lookupOrder() == LookupOrder.BOTTOM_UP || table.isDirty(node)) {
            table.route(node, Route.INPUTS_FIRST);
        } else {
            table.route(node, Route.LOOKUP_FIRST);
        }
    }

    @Override
    public void lookUp(int node) {
        lookups.add(node, List.of(table.key(node)), List.of());
    }

    @Override
    public void lookUpWithInputs(int node) {
        List<Digest> physical = keys.physical(node);
        if (physical.isEmpty() && table.route(node) == Route.LOOKUP_FIRST) {
            engine.missed(node);
            return;
        }
        lookups.add(node, allKeys(node, physical), List.copyOf(table.inputs(node)));
    }

    private List<Digest> allKeys(int node, List<Digest> physical) {
        if (physical.isEmpty()) {
            return List.of(table.key(node));
        }
        List<Digest> all = new ArrayList<>(physical.size() + 1);
        all.addAll(physical);
        all.add(table.key(node));
        return all;
    }

    @Override
    public void run(int node) {
        work.run(node);
    }

    @Override
    public void needed(int node) {
        reporter.needed(node);
    }

    @Override
    public void ended(int node) {
        if (table.state(node) == NodeState.FAILED) {
            Breakage breakage = table.breakage(node);
            if (breakage.origin() == node) {
                reporter.failed(node, breakage.failure());
                if (!options.keepGoing() && stopped == null) {
                    stopped = breakage.failure();
                }
            } else {
                reporter.skipped(node, breakage.failure());
            }
        }
    }

    // ---- lookups

    private Optional<String> rejection(Fileset value, List<Fileset> inputs) {
        return options.recomputeEmpty() && value.anyEmpty() ? Optional.of("an element is empty") : Optional.empty();
    }

    @Override
    public void found(int node, Fileset value) {
        reporter.cached(node);
        engine.hit(node, value);
    }

    @Override
    public void notFound(int node, LookupResult why) {
        engine.missed(node);
    }

    private Reason reason(int node) {
        return new Reason.NeverEvaluated();
    }

    // ---- work

    @Override
    public void execute(int node) {
        List<Digest> physical = keys.physical(node);
        jobs.add(node, table.flow(node), table.inputs(node), physical.isEmpty() ? table.key(node) : physical.get(0));
    }

    @Override
    public void importSource(int node, InternNode intern) {
        if (intern.mode() == InternNode.Mode.LAZY && observations.looksAt(intern)) {
            engine.computed(node, observations.source(intern.url()));
        } else {
            execute(node);
        }
    }

    @Override
    public void call(int node, Work.Blocking blocking) {
        reporter.started(node);
        calls.add(node, blocking, List.copyOf(table.inputs(node)));
    }

    @Override
    public void replace(int node, Flow replacement) {
        int depth = table.depth(node) + 1;
        if (depth > MAX_DEPTH) {
            broke(
                    node,
                    Failure.of(
                            ErrorKind.EVAL,
                            table.flow(node).toString(),
                            "expanded more than " + MAX_DEPTH + " times, one within the other: does it ever end?"));
            return;
        }
        additions.add(List.of(replacement), depth, roots -> engine.replacedBy(node, roots.get(0)));
    }

    @Override
    public void computed(int node, Fileset value) {
        engine.computed(node, value);
    }

    @Override
    public void broke(int node, Failure failure) {
        engine.broke(node, Breakage.of(node, failure));
    }

    @Override
    public void returned(int node, Fileset value) {
        done(node, value, () -> {});
    }

    @Override
    public void replaced(int node, Flow replacement) {
        replace(node, replacement);
    }

    @Override
    public void threw(int node, Throwable thrown) {
        broke(node, Work.failure(table.flow(node), thrown));
    }

    // ---- jobs

    private void ended(List<Job> ended) {
        jobs.ended(ended);
    }

    @Override
    public void started(Job job) {
        reporter.started(job.node);
    }

    @Override
    public void succeeded(Job job, Fileset value) {
        done(job.node, value, () -> runner.remove(job));
    }

    @Override
    public void failed(Job job, Failure failure, Optional<ExecFailedException.Details> details) {
        engine.broke(job.node, new Breakage(job.node, failure, details));
    }

    @Override
    public boolean inputsLost(Job job, Failure trouble) {
        return false;
    }

    private void done(int node, Fileset value, Runnable whenDurable) {
        Flow flow = table.flow(node);
        boolean write = options.cacheMode().writes() && options.keyScheme().isCached(flow);
        writer.add(write ? allKeys(node, keys.physical(node)) : List.of(), value, whenDurable);
        reporter.ran(node);
        engine.computed(node, value);
    }

    // ---- for the finished evaluation

    Reporter reporter() {
        return reporter;
    }

    /** Returns why the evaluation ended before everything was done. */
    Optional<Failure> stopped() {
        return Optional.ofNullable(stopped);
    }

    /** Returns the failure that stands for the cancellation of the evaluation. */
    Optional<Failure> canceled() {
        return canceled ? stopped() : Optional.empty();
    }

    /** Returns the state of the target at an index. */
    NodeState state(int target) {
        return table.state(targets.get(target));
    }

    Fileset value(int target) {
        return table.value(targets.get(target));
    }

    Breakage breakage(int target) {
        return table.breakage(targets.get(target));
    }

    EvaluationReport report(Duration duration) {
        return reporter.report(id, duration);
    }
}
