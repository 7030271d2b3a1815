package io.weirflow.eval;

import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableList;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.Threads;
import io.weirflow.base.Ulid;
import io.weirflow.base.WeirflowException;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.Flow;
import io.weirflow.repository.Repository;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An evaluation as its users see it. What the evaluation's thread wrote is read by others only after it has ended. */
final class LiveEvaluation implements Evaluation {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Ulid id;
    private final ImmutableList<Flow> targets;
    private final IdentityHashMap<Flow, Integer> indexes = new IdentityHashMap<>();
    private final Repository repository;
    private final Chronicle chronicle;
    private final Ticker ticker;
    private final EvaluationOptions options;
    private final CountDownLatch ended = new CountDownLatch(1);
    /** Until its end: what it works with is not kept by those who keep its results. */
    private volatile @Nullable Run run;

    private volatile @Nullable Failure crash;
    private RunResult result = RunResult.NONE;
    private Duration duration = Duration.ZERO;

    LiveEvaluation(
            Ulid id, List<Flow> targets, Repository repository, Run run, Ticker ticker, EvaluationOptions options) {
        this.id = id;
        this.targets = ImmutableList.copyOf(targets);
        this.repository = repository;
        this.run = run;
        this.chronicle = run.chronicle();
        this.ticker = ticker;
        this.options = options;
        for (int i = 0; i < targets.size(); i++) {
            indexes.put(targets.get(i), i);
        }
    }

    /** Starts the evaluation's thread, which calls back at its end. */
    void start(Runnable atEnd) {
        Run started = Objects.requireNonNull(run);
        Threads.perTaskExecutor().execute(() -> {
            long start = ticker.read();
            tell(new EvaluationEvent.Begun(id, options.name()));
            try {
                result = started.evaluate(targets);
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                crash = Failure.from(e).wrap(ErrorKind.FATAL, "evaluation", id);
                Log.LOGGER.log(System.Logger.Level.ERROR, "an evaluation ended by a defect of the evaluator", e);
            } finally {
                duration = Duration.ofNanos(ticker.read() - start);
                run = null;
                tell(new EvaluationEvent.Ended(id, chronicle.progress(), whyNotAll()));
                ended.countDown();
                atEnd.run();
            }
        });
    }

    private void tell(EvaluationEvent event) {
        try {
            options.listener().accept(event);
        } catch (RuntimeException e) {
            Log.LOGGER.log(System.Logger.Level.WARNING, "the listener of an evaluation threw", e);
        }
    }

    private Optional<Failure> whyNotAll() {
        Failure defect = crash;
        if (defect != null) {
            return Optional.of(defect);
        }
        for (int i = 0; i < targets.size(); i++) {
            if (result.target(i).value().isEmpty()) {
                return Optional.of(failure(i).failure());
            }
        }
        return Optional.empty();
    }

    @Override
    public Ulid id() {
        return id;
    }

    @Override
    public List<Flow> targets() {
        return targets;
    }

    @Override
    public Progress progress() {
        return chronicle.progress();
    }

    @Override
    public Evaluation await() {
        awaitResult();
        for (int i = 0; i < targets.size(); i++) {
            if (result.target(i).value().isEmpty()) {
                throw failure(i);
            }
        }
        return this;
    }

    @Override
    public Evaluation awaitResult() {
        try {
            ended.await();
        } catch (InterruptedException e) {
            throw WeirflowException.wrap(e, ErrorKind.CANCELED, "await evaluation", id);
        }
        Failure defect = crash;
        if (defect != null) {
            throw new WeirflowException(defect);
        }
        if (result.canceled()) {
            throw new WeirflowException(result.stopped().orElseThrow());
        }
        return this;
    }

    @Override
    public List<NodeReport> failures() {
        return chronicle.failures();
    }

    @Override
    public Fileset value(Flow target) {
        requireEnded("value");
        Integer index = indexes.get(target);
        if (index == null) {
            throw WeirflowException.of(ErrorKind.INVALID, "value", "is not a target of this evaluation", target);
        }
        return result.target(index).value().orElseThrow(() -> failure(index));
    }

    private WeirflowException failure(int target) {
        Optional<Breakage> broken = result.target(target).breakage();
        if (broken.isEmpty()) {
            return new WeirflowException(result.stopped()
                    .orElseGet(() -> Failure.of(ErrorKind.CANCELED, "evaluation", "", id))
                    .wrap(ErrorKind.OTHER, "not finished: " + targets.get(target)));
        }
        Breakage breakage = broken.get();
        return breakage.details().isPresent()
                ? new ExecFailedException(breakage.failure(), breakage.details().get())
                : new WeirflowException(breakage.failure());
    }

    private void requireEnded(String operation) {
        if (ended.getCount() > 0) {
            throw WeirflowException.of(ErrorKind.PRECONDITION, operation, "the evaluation is not finished", id);
        }
    }

    @Override
    public Repository repository() {
        return repository;
    }

    @Override
    public EvaluationReport report() {
        requireEnded("report");
        return chronicle.report(id, duration);
    }

    @Override
    public void cancel() {
        Run present = run;
        if (present != null) {
            present.cancel();
        }
    }

    @Override
    public void close() {
        cancel();
        boolean interrupted = false;
        try {
            if (!ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                Log.LOGGER.log(System.Logger.Level.WARNING, "evaluation " + id + " did not end within " + PATIENCE);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
