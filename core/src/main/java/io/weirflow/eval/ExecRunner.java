package io.weirflow.eval;

import io.weirflow.assertion.Assertions;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.exec.Exec;
import io.weirflow.exec.Executor;
import io.weirflow.exec.Result;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.ExternNode;
import io.weirflow.flow.InternNode;
import io.weirflow.repository.Repository;
import io.weirflow.repository.Streams;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Runs jobs at the executor: brings their inputs there, puts them, and fetches their results. All of this may block and is done
 * beside the evaluation's thread.
 */
final class ExecRunner {
    private static final int WORKERS = 8;
    private static final int BATCH = 128;

    private final Setting setting;
    private final Loop loop;
    private final FilesetFacts facts;
    private final Consumer<List<Job>> ended;
    private final Claiming claiming;
    private final Executor executor;
    private final Repository repository;
    private final boolean sharesRepository;
    private final Set<Digest> damaged = ConcurrentHashMap.newKeySet();
    private final Stage<Job> submitting;
    private final Stage<Job> finishing;

    /**
     * Returns a runner.
     *
     * @param ended told which jobs ended, on the evaluation's thread
     */
    ExecRunner(Loop loop, Setting setting, FilesetFacts facts, Claiming claiming, Consumer<List<Job>> ended) {
        this.setting = setting;
        this.loop = loop;
        this.facts = facts;
        this.claiming = claiming;
        this.ended = ended;
        this.executor = setting.executor();
        this.repository = setting.cache().repository();
        this.sharesRepository = setting.sharesRepository();
        this.submitting = new Stage<>(setting.threads(), WORKERS, BATCH, this::submit);
        this.finishing = new Stage<>(setting.threads(), WORKERS, BATCH, this::finish);
    }

    /** Starts jobs. */
    void start(List<Job> jobs) {
        loop.expect(jobs.size());
        submitting.addAll(jobs);
    }

    private void submit(List<Job> jobs) {
        List<Job> mine = claiming.claim(jobs);
        List<Job> done = new ArrayList<>(0);
        if (mine.size() < jobs.size()) {
            jobs.stream().filter(job -> job.turn != Job.Turn.RUN).forEach(job -> {
                job.exec = null;
                done.add(job);
            });
        }
        for (Job job : mine) {
            if (submit(job)) {
                done.add(job);
            }
        }
        if (!done.isEmpty()) {
            finish(done);
        }
    }

    /** Puts a job; returns whether it has ended already. */
    private boolean submit(Job job) {
        job.exec = null;
        job.ending = Job.Ending.PENDING;
        try {
            setting.shared().join(job.execId);
            job.joined = true;
            job.loaded = load(job);
            Exec exec = executor.put(job.execId, ExecConfigs.of(job));
            job.exec = exec;
            if (exec.state().isFinal()) {
                return true;
            }
            exec.onComplete(() -> finishing.add(job));
            return false;
        } catch (RuntimeException e) {
            job.ending = Job.Ending.trouble(Failure.from(e));
            return true;
        }
    }

    /** Brings inputs to where the executor finds them: those that are elsewhere, and references. */
    private List<Fileset> load(Job job) {
        if (!needsLoad(job.inputs)) {
            return job.inputs;
        }
        List<Fileset> loaded = new ArrayList<>(job.inputs.size());
        try {
            for (Fileset input : job.inputs) {
                loaded.add(needsLoad(input) ? executor.load(repository, input) : input);
            }
        } catch (RuntimeException e) {
            job.loaded = loaded;
            throw e;
        }
        return loaded;
    }

    private boolean needsLoad(List<Fileset> inputs) {
        for (int i = 0; i < inputs.size(); i++) {
            if (needsLoad(inputs.get(i))) {
                return true;
            }
        }
        return false;
    }

    private boolean needsLoad(Fileset input) {
        return !sharesRepository || !facts.isResolved(input);
    }

    private void finish(List<Job> jobs) {
        for (Job job : jobs) {
            Exec exec = job.exec;
            try {
                if (exec != null) {
                    job.ending = ending(job, exec);
                }
            } catch (RuntimeException e) {
                job.ending = Job.Ending.trouble(Failure.from(e));
            }
            afterwards(job);
        }
        loop.answer(jobs.size(), () -> ended.accept(jobs));
    }

    private Job.Ending ending(Job job, Exec exec) {
        exec.await();
        observe(job, exec);
        Result result = exec.result();
        if (result.failure().isPresent()) {
            return FailureDetails.of(job, exec, result.failure().get());
        }
        Fileset value = result.fileset();
        if (!(job.flow instanceof ExternNode)) { // whose value is its input
            exec.promote();
            setting.shared().promoted(job.execId, value);
        }
        if (!sharesRepository) {
            mend(value);
            setting.transferer().transfer(repository, executor.repository(), value);
        }
        if (job.source.isPresent() && job.flow instanceof InternNode intern && hasChanged(intern, job.source.get())) {
            return Job.Ending.failed(
                    Failure.of(
                            ErrorKind.PRECONDITION,
                            job.flow.toString(),
                            "the source changed while it was imported: evaluate again",
                            intern.url()),
                    Optional.empty());
        }
        return propagate(job, value);
    }

    private void observe(Job job, Exec exec) {
        try {
            setting.observer().ended(setting.id(), job.flow, exec);
        } catch (RuntimeException e) {
            Log.LOGGER.log(System.Logger.Level.WARNING, "the observer of an evaluation threw", e);
        }
    }

    /** Replaces content that was found damaged, which counts as present as long as it stays. */
    private void mend(Fileset value) {
        if (!damaged.isEmpty()) {
            value.forEachFile((path, file) -> {
                if (damaged.contains(file.id())) {
                    try (InputStream in = executor.repository().open(file.id())) {
                        damaged.remove(repository.put(in));
                    } catch (IOException e) {
                        throw Streams.failure(e, "transfer", file.id());
                    }
                }
            });
        }
    }

    /** What is read while it changes would be kept under the key of what it was before. */
    private boolean hasChanged(InternNode intern, Fileset before) {
        Fileset now = setting.retry().call(() -> setting.sources().snapshot(intern.url()));
        return !now.contentDigest().equals(before.contentDigest());
    }

    /** What was asserted of a command's inputs holds for its results as well. */
    private Job.Ending propagate(Job job, Fileset value) {
        if (job.flow instanceof ExternNode) {
            return Job.Ending.of(value);
        }
        try {
            Assertions inputs = facts.assertions(job.inputs);
            return Job.Ending.of(value.plusAssertions(inputs));
        } catch (WeirflowException e) {
            return Job.Ending.failed(
                    e.failure().wrap(ErrorKind.TEMPORARY, "adding assertions", job.flow), Optional.empty());
        }
    }

    /** Gives back the inputs, and finds out whether trouble came from them. */
    private void afterwards(Job job) {
        try {
            job.lost = job.ending.trouble().map(trouble -> lost(job, trouble)).orElse(Set.of());
            for (int i = 0; i < job.loaded.size(); i++) {
                if (needsLoad(job.inputs.get(i))) {
                    executor.unload(job.loaded.get(i));
                }
            }
        } catch (RuntimeException e) {
            Log.LOGGER.log(System.Logger.Level.WARNING, "after " + job.flow, e);
        }
        job.loaded = List.of();
    }

    private Set<Digest> lost(Job job, Failure trouble) {
        Set<Digest> lost = Damage.behind(trouble, repository, job.inputs);
        if (trouble.is(ErrorKind.INTEGRITY)) {
            foundDamaged(lost);
        }
        return lost;
    }

    /** Is told that content does not count as present until it is stored again. */
    void foundDamaged(Set<Digest> blobs) {
        damaged.addAll(blobs);
    }

    /** Leaves a job's exec and removes it if no other evaluation uses it; an exec that runs is ended thereby. */
    void remove(Job job) {
        if (job.joined) {
            job.joined = false;
            setting.shared().leave(job.execId, promoted -> {
                promoted.ifPresent(this::giveBack);
                executor.remove(job.execId);
            });
        }
    }

    private void giveBack(Fileset promoted) {
        try {
            executor.unload(promoted);
        } catch (RuntimeException e) {
            Log.LOGGER.log(System.Logger.Level.WARNING, "cannot give back what an exec promoted", e);
        }
    }

    /** Leaves a job's exec, which is kept for people to look into. */
    void keep(Job job) {
        if (job.joined) {
            job.joined = false;
            setting.shared().leave(job.execId);
        }
    }

    /** Stops submitting and fetching and waits until no worker is at it any more, or for a bounded time. */
    void stop(Duration patience) {
        submitting.stop();
        finishing.stop();
        submitting.awaitIdle(patience);
        finishing.awaitIdle(patience);
    }
}
