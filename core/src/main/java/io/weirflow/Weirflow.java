package io.weirflow;

import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableList;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.blob.BlobMux;
import io.weirflow.cache.Assoc;
import io.weirflow.cache.Claims;
import io.weirflow.cache.MemoryAssoc;
import io.weirflow.eval.Evaluation;
import io.weirflow.eval.EvaluationEvent;
import io.weirflow.eval.EvaluationOptions;
import io.weirflow.eval.Evaluator;
import io.weirflow.eval.ExecObserver;
import io.weirflow.exec.Executor;
import io.weirflow.flow.Flow;
import io.weirflow.repository.MemoryRepository;
import io.weirflow.repository.Repository;
import io.weirflow.run.history.EvaluationRecorder;
import io.weirflow.run.history.RunHistory;
import io.weirflow.store.lease.Session;
import io.weirflow.task.Handle;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The runtime: evaluates tasks with a repository, an index of the cache, an executor and sources. Thread-safe; evaluations may
 * go on at the same time and share what both need.
 *
 * <p>Close it when it is no longer used: evaluations that are under way are cancelled, their processes ended. What it was built
 * of is not closed, except what was handed over by {@link Builder#closing}.
 */
public final class Weirflow implements AutoCloseable {
    private final Evaluator evaluator;
    private final Repository repository;
    private final Contents contents;
    private final EvaluationOptions options;
    private final Optional<RunHistory> history;
    private final List<Recording> recordings;
    private final List<AutoCloseable> owned;

    /** What records evaluations: as observer of execs, and as listener of each evaluation. */
    private record Recording(ExecObserver observer, Supplier<Consumer<EvaluationEvent>> listeners) {}

    private Weirflow(Builder builder) {
        repository = builder.repository.orElseThrow();
        BlobMux sources = builder.sources;
        history = builder.history;
        recordings = ImmutableList.copyOf(builder.recordings);
        Evaluator.Builder evaluators = Evaluator.builder(
                        repository, builder.assoc.orElseThrow(), builder.executor.orElseThrow())
                .sources(sources)
                .clock(builder.clock)
                .ticker(builder.ticker);
        evaluators.observer((evaluation, node, exec) ->
                recordings.forEach(each -> each.observer().ended(evaluation, node, exec)));
        builder.claims.ifPresent(evaluators::claims);
        evaluator = evaluators.build();
        contents = new Contents(repository, sources);
        options = builder.options;
        owned = ImmutableList.copyOf(builder.owned).reverse();
    }

    /** Returns a builder of a runtime; repository, assoc and executor must be set. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a runtime that remembers results in memory only. It closes the executor.
     *
     * @param executor gives the executor for the runtime's repository
     */
    public static Weirflow inMemory(Function<Repository, Executor> executor) {
        Repository repository = MemoryRepository.create();
        Executor created = executor.apply(repository);
        return builder()
                .repository(repository)
                .assoc(MemoryAssoc.create())
                .executor(created)
                .closing(created)
                .build();
    }

    /** Builds a {@link Weirflow}. Not thread-safe. */
    public static final class Builder {
        private Optional<Repository> repository = Optional.empty();
        private Optional<Assoc> assoc = Optional.empty();
        private Optional<Executor> executor = Optional.empty();
        private BlobMux sources = BlobMux.of(List.of());
        private Clock clock = Clock.systemUTC();
        private Ticker ticker = Ticker.systemTicker();
        private EvaluationOptions options = EvaluationOptions.DEFAULT;
        private Optional<RunHistory> history = Optional.empty();
        private final List<Recording> recordings = new ArrayList<>();
        private Optional<Claims> claims = Optional.empty();
        private final List<AutoCloseable> owned = new ArrayList<>();

        private Builder() {}

        /** Sets where content is kept. */
        public Builder repository(Repository value) {
            repository = Optional.of(value);
            return this;
        }

        /** Sets the index of the cache, whose entries refer to content in the repository. */
        public Builder assoc(Assoc value) {
            assoc = Optional.of(value);
            return this;
        }

        /** Sets what runs commands; best over the same repository, so that nothing is copied. */
        public Builder executor(Executor value) {
            executor = Optional.of(value);
            return this;
        }

        /** Sets where sources are found by the scheme of their URL; none unless set. */
        public Builder sources(BlobMux value) {
            sources = value;
            return this;
        }

        /** Sets the clock that dates evaluations; the system's unless set. */
        public Builder clock(Clock value) {
            clock = value;
            return this;
        }

        /** Sets what durations are measured with; the system's unless set. */
        public Builder ticker(Ticker value) {
            ticker = value;
            return this;
        }

        /** Sets how evaluations are done that do not say otherwise. */
        public Builder options(EvaluationOptions value) {
            options = value;
            return this;
        }

        /**
         * Sets what decides between processes that share the cache which one runs a command that both need at the same time. Without,
         * each runs what it needs.
         */
        public Builder claims(Claims value) {
            claims = Optional.of(value);
            return this;
        }

        /**
         * Lets evaluations be remembered in a history, as part of a session that ends with this process. Neither is closed; the history
         * is to be closed after the runtime.
         */
        public Builder history(RunHistory value, Session session) {
            history = Optional.of(value);
            recordings.add(new Recording(value, () -> value.recorder(session)));
            return this;
        }

        /** Lets evaluations be recorded, besides in other places; the recorder's sink is not closed. */
        public Builder recorder(EvaluationRecorder value) {
            recordings.add(new Recording(value, value::listener));
            return this;
        }

        /** Hands over something that is closed with the runtime; what was handed over last is closed first. */
        public Builder closing(AutoCloseable value) {
            owned.add(value);
            return this;
        }

        /**
         * Returns the runtime.
         *
         * @throws WeirflowException of kind INVALID that lists what is not set
         */
        public Weirflow build() {
            List<String> missing = new ArrayList<>();
            check(repository, "repository", missing);
            check(assoc, "assoc", missing);
            check(executor, "executor", missing);
            if (!missing.isEmpty()) {
                throw WeirflowException.of(
                        ErrorKind.INVALID, "build runtime", "not set: " + String.join(", ", missing));
            }
            return new Weirflow(this);
        }

        private static void check(Optional<?> part, String name, List<String> missing) {
            if (part.isEmpty()) {
                missing.add(name);
            }
        }
    }

    /**
     * Starts to evaluate what is needed for some results, all of them together, and returns at once. An evaluation whose
     * options give it no name is named after the tasks of its targets, and compared with the last one of that name to say why
     * something ran.
     *
     * @throws WeirflowException of kind PRECONDITION after {@link #close}
     */
    public TaskEvaluation evaluate(Handle... targets) {
        return evaluate(options, targets);
    }

    /** Starts an evaluation with other options than {@link #options()}; otherwise as {@link #evaluate(Handle...)}. */
    public TaskEvaluation evaluate(EvaluationOptions how, Handle... targets) {
        return evaluate(how, List.of(targets));
    }

    /** Starts an evaluation as {@link #evaluate(EvaluationOptions, Handle...)} does. */
    public TaskEvaluation evaluate(EvaluationOptions how, List<? extends Handle> targets) {
        List<Flow> flows = targets.stream().map(Handle::flow).toList();
        EvaluationOptions named = how.name().isEmpty() ? how.withName(TargetNames.of(flows)) : how;
        return new TaskEvaluation(start(named, flows), contents);
    }

    /**
     * Starts the evaluation of some flows and returns at once.
     *
     * @throws WeirflowException of kind PRECONDITION after {@link #close}
     */
    public Evaluation start(EvaluationOptions how, List<? extends Flow> targets) {
        Consumer<EvaluationEvent> listener = how.listener();
        for (Recording recording : recordings) {
            listener = recording.listeners().get().andThen(listener);
        }
        EvaluationOptions recorded = recordings.isEmpty() ? how : how.withListener(listener);
        return evaluator.start(List.copyOf(targets), recorded);
    }

    /** Returns where evaluations are remembered, if they are. */
    public Optional<RunHistory> history() {
        return history;
    }

    /** Returns how evaluations are done that do not say otherwise. */
    public EvaluationOptions options() {
        return options;
    }

    /** Returns where content is kept. */
    public Repository repository() {
        return repository;
    }

    /**
     * Cancels the evaluations that are under way, waits for a bounded time until they have ended, and closes what was handed
     * over. Idempotent as far as that is.
     *
     * @throws WeirflowException if something could not be closed; the rest was closed nevertheless
     */
    @Override
    public void close() {
        Optional<WeirflowException> failure = close(evaluator);
        for (AutoCloseable part : owned) {
            Optional<WeirflowException> next = close(part);
            failure.ifPresent(first -> next.ifPresent(first::addSuppressed));
            failure = failure.or(() -> next);
        }
        failure.ifPresent(thrown -> {
            throw thrown;
        });
    }

    private static Optional<WeirflowException> close(AutoCloseable part) {
        try {
            part.close();
            return Optional.empty();
        } catch (Exception e) {
            return Optional.of(
                    WeirflowException.wrap(e, "close", part.getClass().getSimpleName()));
        }
    }
}
