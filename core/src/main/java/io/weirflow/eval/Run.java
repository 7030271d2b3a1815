package io.weirflow.eval;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.Flow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One evaluation from its start to its end: the thread that carries out what its parts ask for. Methods are for that thread
 * unless stated.
 */
final class Run implements Engine.Actions {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Setting setting;
    private final Loop loop = new Loop();
    private final Chronicle chronicle = new Chronicle();
    private final NodeTable table = new NodeTable();
    private final Engine engine = new Engine(table);
    private final Observations observations;
    private final Additions additions;
    private final Slots slots;
    private final Recorder recorder;
    private final Reporter reporter;
    private final LostTargets lostTargets;
    private final CachePath cachePath;
    private final Execution execution;
    private final Stage<Runnable> aside;
    private List<Integer> targets = List.of();
    private boolean added;
    private @Nullable Failure stopped;
    private boolean canceled;

    Run(Setting given) {
        setting = given.withThreads(work -> given.threads().execute(() -> guarded(work)));
        EvaluationOptions options = setting.options();
        GraphReader graph = new GraphReader(table);
        FilesetFacts facts = new FilesetFacts();
        AssertionLedger ledger = new AssertionLedger(facts, options.assertionPolicy(), setting.assertions());
        Asks asks = new Asks(table, setting.executor().resources());
        ManifestStore manifests = new ManifestStore(setting.cache(), options.name());
        aside = new Stage<>(setting.threads(), 1, 1, tasks -> tasks.forEach(Runnable::run));
        slots = new Slots(table, Recorder.records(options));
        observations = new Observations(loop, setting);
        Keys keys = new Keys(
                table, graph, observations, options.keyScheme(), setting.id().toString());
        Reasons reasons = new Reasons(setting, table, keys, engine, observations, slots, manifests);
        recorder = new Recorder(table, keys, observations, slots, manifests);
        reporter = new Reporter(table, reasons::of, options, setting.ticker(), chronicle);
        Recovery recovery = new Recovery(table, engine, reporter, reasons);
        lostTargets = new LostTargets(table, engine, recovery);
        cachePath = new CachePath(setting, loop, table, keys, engine, ledger, reporter, reasons);
        additions = new Additions(table, graph, observations, keys, new Newcomers(asks));
        execution = new Execution(
                setting,
                loop,
                table,
                keys,
                additions,
                observations,
                engine,
                cachePath,
                ledger,
                facts,
                reporter,
                recovery,
                asks,
                slots);
        engine.connect(this);
    }

    private final class Newcomers implements Additions.Newcomers {
        private final Asks asks;

        Newcomers(Asks asks) {
            this.asks = asks;
        }

        @Override
        public void added(int node) {
            cachePath.route(node);
        }

        @Override
        public void shared(int node, int first) {
            asks.share(node, first);
        }
    }

    // ---- from start to end

    /** Evaluates, to the end. */
    RunResult evaluate(List<Flow> flows) {
        additions.add(flows, 0, FlowIndex.NONE, Optional.empty(), numbers -> {
            targets = numbers;
            added = true;
            slots.targets(numbers);
            numbers.forEach(engine::need);
        });
        do {
            proceed();
        } while (stopped == null && contentIsLost());
        if (stopped == null) {
            record();
        }
        if (stopped != null) {
            end();
        }
        reporter.ended();
        return result();
    }

    private RunResult result() {
        List<RunResult.Target> ended = new ArrayList<>(targets.size());
        for (int target : targets) {
            NodeState state = table.state(target);
            ended.add(new RunResult.Target(
                    state == NodeState.DONE ? Optional.of(table.value(target)) : Optional.empty(),
                    state == NodeState.FAILED ? Optional.of(table.breakage(target)) : Optional.empty()));
        }
        return new RunResult(ended, Optional.ofNullable(stopped), canceled);
    }

    /** Goes on until all targets are done or failed and nothing is under way any more, or the evaluation is stopped. */
    private void proceed() {
        settle();
        while (stopped == null && (!isOver() || loop.isExpecting())) {
            if (!loop.isExpecting()) {
                Stall.resolve(table, engine, targets);
            } else {
                loop.turn(true);
            }
            settle();
        }
    }

    private void settle() {
        additions.advance();
        engine.settle();
        execution.flush();
        cachePath.flush();
        reporter.publish();
    }

    private boolean isOver() {
        if (!added) {
            return false;
        }
        for (int target : targets) {
            if (!table.state(target).isFinal()) {
                return false;
            }
        }
        return true;
    }

    /** Waits for something that is done aside; turns to other things meanwhile. */
    private void await(Runnable work) {
        loop.expect(1);
        aside.add(() -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                Log.LOGGER.log(System.Logger.Level.WARNING, "at the end of an evaluation", e);
            } finally {
                loop.answer(1, () -> {});
            }
        });
        while (stopped == null && loop.isExpecting()) {
            loop.turn(true);
        }
    }

    /**
     * Tells whether content of targets is gone, and sees to it that it is produced again. That of results which were found or
     * written during the evaluation was checked then, unless it is not to be checked.
     */
    private boolean contentIsLost() {
        if (!cachePath.isContentInDoubt()) {
            return false;
        }
        List<Fileset> values = lostTargets.values(targets);
        Set<Digest> missing = new HashSet<>();
        await(() -> missing.addAll(Damage.missing(setting.cache().repository(), values)));
        if (stopped != null || missing.isEmpty()) {
            return false;
        }
        cachePath.contentWasLost();
        return lostTargets.rewind(targets, missing);
    }

    private void record() {
        if (!slots.areRecorded()) {
            return;
        }
        Digest digest = recorder.targets(targets);
        boolean[] same = {false};
        await(() -> same[0] = recorder.isLast(digest));
        if (stopped == null && !(same[0] && !reporter.hasRun())) {
            Manifest manifest = recorder.compose(targets);
            await(() -> recorder.store(manifest));
        }
    }

    private void end() {
        observations.stop();
        execution.stop(PATIENCE);
        cachePath.stop(PATIENCE);
        if (added && !canceled && slots.areRecorded()) {
            // What came to its end is not to be explained as never evaluated next time.
            Manifest manifest = recorder.compose(targets);
            aside.add(() -> recorder.store(manifest));
            aside.awaitIdle(PATIENCE);
        }
        aside.stop();
    }

    /** Works for the evaluation. A worker that dies would owe its answers for ever: it stops the evaluation instead. */
    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            Failure failure = Failure.from(e).wrap(ErrorKind.FATAL, "evaluation", setting.id());
            loop.post(() -> {
                if (stopped == null) {
                    stopped = failure;
                }
            });
            throw e;
        }
    }

    /** Cancels the evaluation. May be called by any thread. */
    void cancel() {
        loop.post(() -> {
            if (stopped == null) {
                stopped = Failure.of(ErrorKind.CANCELED, "evaluation", "was canceled", setting.id());
                canceled = true;
            }
        });
    }

    // ---- what the engine asks for

    @Override
    public void lookUp(int node) {
        cachePath.lookUp(node);
    }

    @Override
    public void lookUpWithInputs(int node) {
        cachePath.lookUpWithInputs(node);
    }

    @Override
    public void run(int node) {
        execution.run(node);
    }

    @Override
    public void needed(int node) {
        reporter.needed(node);
    }

    @Override
    public void ended(int node) {
        if (table.state(node) == NodeState.FAILED) {
            Breakage breakage = table.breakage(node);
            if (breakage.origin() != node) {
                reporter.skipped(node, breakage.failure());
            } else {
                reporter.failed(node, breakage.failure());
                if (!setting.options().keepGoing() && stopped == null) {
                    stopped = breakage.failure();
                }
            }
        }
        execution.nodeEnded(node);
    }

    /** Returns what is told about the evaluation. For any thread. */
    Chronicle chronicle() {
        return chronicle;
    }
}
