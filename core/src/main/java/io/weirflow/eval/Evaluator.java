package io.weirflow.eval;

import com.google.common.base.Ticker;
import io.weirflow.assertion.AssertionGenerator;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Retry;
import io.weirflow.base.Threads;
import io.weirflow.base.Ulid;
import io.weirflow.base.WeirflowException;
import io.weirflow.blob.BlobMux;
import io.weirflow.cache.Assoc;
import io.weirflow.cache.Cache;
import io.weirflow.cache.Claims;
import io.weirflow.exec.Executor;
import io.weirflow.flow.Flow;
import io.weirflow.repository.Repository;
import io.weirflow.repository.Transferer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Evaluates graphs of work: looks up what was computed before, has an executor do the rest, and keeps the results.
 *
 * <p>Thread-safe; evaluations that go on at the same time share what both need. What it is made of is not closed by it.
 */
public final class Evaluator implements AutoCloseable {
    /** How calls of the cache and of sources are tried again. */
    private static final Retry RETRY = Retry.ofTransient(3, Duration.ofMillis(50), 2, Duration.ofSeconds(1));

    private final Repository repository;
    private final Transferer transferer = Transferer.create();
    private final Cache cache;
    private final Executor executor;
    private final BlobMux sources;
    private final AssertionGenerator assertions;
    private final Clock clock;
    private final Ticker ticker;
    private final Retry retry;
    private final ExecObserver observer;
    private final Optional<Claims> claims;
    private final SharedExecs shared = new SharedExecs();
    private final Set<LiveEvaluation> live = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private Evaluator(Builder builder) {
        repository = builder.repository;
        cache = Cache.of(builder.repository, builder.assoc, transferer);
        assertions = builder.assertions;
        executor = builder.executor;
        sources = builder.sources;
        clock = builder.clock;
        ticker = builder.ticker;
        retry = RETRY.withSleeper(builder.sleeper);
        observer = builder.observer;
        claims = builder.claims;
    }

    /**
     * Returns a builder of an evaluator.
     *
     * @param repository where the content of values is
     * @param assoc the index of the cache over it
     * @param executor what runs execs
     */
    public static Builder builder(Repository repository, Assoc assoc, Executor executor) {
        return new Builder(repository, assoc, executor);
    }

    /** Builds an {@link Evaluator}. Not thread-safe. */
    public static final class Builder {
        private final Repository repository;
        private final Assoc assoc;
        private final Executor executor;
        private BlobMux sources = BlobMux.of(List.of());
        private AssertionGenerator assertions = key -> {
            throw WeirflowException.of(ErrorKind.NOT_SUPPORTED, "assertion", "no generator of assertions is set", key);
        };
        private Clock clock = Clock.systemUTC();
        private Ticker ticker = Ticker.systemTicker();
        private Retry.Sleeper sleeper = Retry.Sleeper.SYSTEM;
        private ExecObserver observer = (evaluation, node, exec) -> {};
        private Optional<Claims> claims = Optional.empty();

        private Builder(Repository repository, Assoc assoc, Executor executor) {
            this.repository = Objects.requireNonNull(repository);
            this.assoc = Objects.requireNonNull(assoc);
            this.executor = Objects.requireNonNull(executor);
        }

        /** Sets where the sources of imports are looked at; by default there are none. */
        public Builder sources(BlobMux value) {
            sources = value;
            return this;
        }

        /** Sets what states whether assertions of stored results still hold; by default nothing does. */
        public Builder assertions(AssertionGenerator value) {
            assertions = value;
            return this;
        }

        /** Sets the clock that dates evaluations; by default the system's. */
        public Builder clock(Clock value) {
            clock = value;
            return this;
        }

        /** Sets what durations are measured with; by default the system's. */
        public Builder ticker(Ticker value) {
            ticker = value;
            return this;
        }

        /** Sets how is waited before something is tried again; by default in real time. */
        public Builder sleeper(Retry.Sleeper value) {
            sleeper = value;
            return this;
        }

        /** Sets who is told of execs that have ended; by default nobody. */
        public Builder observer(ExecObserver value) {
            observer = value;
            return this;
        }

        /**
         * Sets what decides between evaluators in different processes that share the cache which one runs a command that both need; by
         * default each runs what it needs.
         */
        public Builder claims(Claims value) {
            claims = Optional.of(value);
            return this;
        }

        /** Returns the evaluator. */
        public Evaluator build() {
            return new Evaluator(this);
        }
    }

    /**
     * Starts the evaluation of some graphs and returns at once. All targets are evaluated together; what they share is
     * evaluated once.
     *
     * @throws WeirflowException of kind PRECONDITION after {@link #close}
     */
    public Evaluation start(List<Flow> targets, EvaluationOptions options) {
        Ulid id = Ulid.random(clock);
        Run run = new Run(new Setting(
                id,
                cache,
                executor,
                sources,
                assertions,
                shared,
                transferer,
                retry,
                Threads.perTaskExecutor(),
                ticker,
                observer,
                claims,
                options));
        LiveEvaluation evaluation = new LiveEvaluation(id, targets, repository, run, ticker, options);
        live.add(evaluation);
        if (closed) {
            live.remove(evaluation);
            throw WeirflowException.of(ErrorKind.PRECONDITION, "start evaluation", "the evaluator is closed");
        }
        evaluation.start(() -> live.remove(evaluation));
        return evaluation;
    }

    /** Cancels the evaluations that are under way and waits, for a bounded time, until they have ended. Idempotent. */
    @Override
    public void close() {
        closed = true;
        live.forEach(LiveEvaluation::cancel);
        live.forEach(LiveEvaluation::close);
    }
}
