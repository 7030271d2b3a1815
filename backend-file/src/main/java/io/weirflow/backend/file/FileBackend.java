package io.weirflow.backend.file;

import io.weirflow.Weirflow;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.blob.BlobMux;
import io.weirflow.blob.BlobStore;
import io.weirflow.cache.Assoc;
import io.weirflow.eval.EvaluationOptions;
import io.weirflow.exec.Executor;
import io.weirflow.exec.process.ProcessExecutor;
import io.weirflow.repository.Repository;
import io.weirflow.run.history.EvaluationRecorder;
import io.weirflow.run.history.RunHistory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A runtime whose state is in one folder. Several processes may use the folder at once. Nothing is written outside of it.
 *
 * <pre>
 * weirflow.format   the version of this layout
 * objects/          contents, a {@link FileRepository}
 * weirflow.db       the index of the cache and what is known of sources, SQLite; -wal and -shm beside it while it is open
 * state.db          state that processes share, such as the history of evaluations, if it is kept; SQLite
 * execs/N/          working folders of commands, one N for each process that uses the folder
 * </pre>
 *
 * <p>All of it may be deleted while no process uses it: results are then computed again. Commands run as processes of this
 * user and are not sandboxed.
 */
public final class FileBackend {
    /** How many programs may use a folder at once. */
    private static final int MOST_PROCESSES = 100;

    private FileBackend() {}

    /**
     * Opens the runtime of a folder, which is created if it does not exist; close it when it is no longer used.
     *
     * @throws WeirflowException of kind NOT_ALLOWED if the folder cannot be written, of kind NOT_SUPPORTED if a later release made
     *     it, of kind INVALID if it holds something else
     */
    public static Weirflow open(Path folder) {
        return builder(folder).open();
    }

    /** Returns a builder of a runtime whose state is in a folder. */
    public static Builder builder(Path folder) {
        return new Builder(folder.toAbsolutePath().normalize());
    }

    /** Builds a runtime. Not thread-safe. */
    public static final class Builder {
        private final Path root;
        private final List<BlobStore> stores = new ArrayList<>();
        private Set<String> labels = Set.of();
        private Optional<Repository> otherRepository = Optional.empty();
        private Optional<Assoc> otherAssoc = Optional.empty();
        private EvaluationOptions options = EvaluationOptions.DEFAULT;
        private final List<EvaluationRecorder> recorders = new ArrayList<>();
        private boolean keepsHistory;
        private boolean claimsWork;
        private Duration sessionTtl = Duration.ofSeconds(10);
        private Consumer<ProcessExecutor.Builder> executorSettings = builder -> {};
        private Optional<Function<ExecutorPlace, Executor>> opener = Optional.empty();

        private Builder(Path root) {
            this.root = root;
        }

        /** Attaches labels {@code key=value} to what is written into the cache, by which a collection can select. */
        public Builder labels(Set<String> value) {
            labels = Set.copyOf(value);
            return this;
        }

        /** Adds a store of sources and sinks, beside the one for files. It is not closed. */
        public Builder source(BlobStore value) {
            stores.add(value);
            return this;
        }

        /**
         * Keeps contents in another repository, which machines may share. The folder then holds only working folders and what is
         * known of sources. It is not closed.
         */
        public Builder repository(Repository value) {
            otherRepository = Optional.of(value);
            return this;
        }

        /** Keeps the index of the cache elsewhere, with that index's labels. It is not closed. */
        public Builder assoc(Assoc value) {
            otherAssoc = Optional.of(value);
            return this;
        }

        /** Sets how evaluations are done that do not say otherwise. */
        public Builder options(EvaluationOptions value) {
            options = value;
            return this;
        }

        /** Changes how commands are run, for example what they may reserve or what identifies this host. */
        public Builder processes(Consumer<ProcessExecutor.Builder> settings) {
            executorSettings = executorSettings.andThen(settings);
            return this;
        }

        /**
         * Lets evaluations and what they did be remembered, with the logs of commands. What is asked of {@link Weirflow#history} is told
         * by all processes that use the folder so. What is older than ninety days is forgotten.
         */
        public Builder keepHistory() {
            keepsHistory = true;
            return this;
        }

        /** Lets evaluations be recorded elsewhere too; the recorder's sink is not closed. */
        public Builder recorder(EvaluationRecorder value) {
            recorders.add(value);
            return this;
        }

        /**
         * Lets a command that several processes need at the same time be run by one of them, while the others wait for its result; if
         * that one dies, another takes over. Each of the processes must be opened so. Costs a transaction or two for each command
         * that is run, and nothing for what is in the cache.
         */
        public Builder claimWork() {
            claimsWork = true;
            return this;
        }

        /**
         * Sets after how long a process that has died is noticed by others, with which history is kept or work claimed: ten seconds
         * unless set; at least 50 milliseconds.
         */
        public Builder sessionTtl(Duration value) {
            sessionTtl = value;
            return this;
        }

        /**
         * Sets what runs commands in place of local processes: for example {@code place -> DockerExecutor.builder(place.folder(),
         * place.repository()).blobs(place.sources()).open()}. It is called again with another folder as long as it throws a failure of
         * kind PRECONDITION, since another program works in that one. The executor is closed with the runtime.
         */
        public Builder executor(Function<ExecutorPlace, Executor> open) {
            opener = Optional.of(open);
            return this;
        }

        /** Opens the runtime; see {@link FileBackend#open}. */
        public Weirflow open() {
            if (otherAssoc.isPresent() && !labels.isEmpty()) {
                throw WeirflowException.of(
                        ErrorKind.INVALID,
                        "open",
                        "labels belong to the index of the cache: set them on the one given");
            }
            FolderFormat.check(root);
            List<AutoCloseable> opened = new ArrayList<>();
            try {
                return open(opened);
            } catch (RuntimeException e) {
                for (AutoCloseable part : opened) {
                    try {
                        part.close();
                    } catch (Exception other) {
                        e.addSuppressed(other);
                    }
                }
                throw e;
            }
        }

        private Weirflow open(List<AutoCloseable> opened) {
            Clock clock = Clock.systemUTC();
            Weirflow.Builder runtime = Weirflow.builder().options(options);
            recorders.forEach(runtime::recorder);
            Repository repository = otherRepository.orElseGet(() -> {
                FileRepository own = FileRepository.open(root.resolve("objects"));
                opened.add(own);
                runtime.closing(own);
                return own;
            });
            Database database = Database.open(root.resolve("weirflow.db"), Schema.ASSOC);
            FileAssoc ownAssoc =
                    new FileAssoc(database, clock, labels); // closes the database, which holds observations too
            opened.add(ownAssoc);
            stores.add(new LocalFileStore(new StoredObservations(database, clock), clock));
            BlobMux sources = BlobMux.of(stores);
            Executor executor = executor(repository, sources);
            opened.add(executor);
            runtime.repository(repository)
                    .assoc(otherAssoc.orElse(ownAssoc))
                    .executor(executor)
                    .sources(sources)
                    .closing(ownAssoc)
                    .closing(executor);
            if (keepsHistory || claimsWork) {
                SharedState state = SharedState.open(root.resolve("state.db"), sessionTtl);
                opened.add(state);
                runtime.closing(state);
                share(state, repository, runtime);
            }
            return runtime.build();
        }

        private void share(SharedState state, Repository repository, Weirflow.Builder builder) {
            if (keepsHistory) {
                RunHistory history = state.history(repository);
                builder.history(history, state.session()).closing(history);
            }
            if (claimsWork) {
                builder.claims(state.claims());
            }
        }

        private Executor processes(ExecutorPlace place) {
            ProcessExecutor.Builder builder =
                    ProcessExecutor.builder(place.folder(), place.repository()).blobs(place.sources());
            executorSettings.accept(builder);
            return builder.open();
        }

        /** Opens an executor in the first folder that no other process works in: there it finds what one that died left behind. */
        private Executor executor(Repository repository, BlobMux sources) {
            for (int place = 0; ; place++) {
                try {
                    Path folder = root.resolve("execs").resolve(Integer.toString(place));
                    return opener.orElse(this::processes).apply(new ExecutorPlace(folder, repository, sources));
                } catch (WeirflowException e) {
                    if (!e.is(ErrorKind.PRECONDITION) || place == MOST_PROCESSES) {
                        throw e;
                    }
                }
            }
        }
    }
}
