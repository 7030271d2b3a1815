package io.weirflow.eval;

import io.weirflow.base.Failure;
import io.weirflow.exec.Exec;
import io.weirflow.exec.Executor;
import io.weirflow.exec.Result;
import io.weirflow.fileset.Fileset;
import io.weirflow.repository.Repository;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs jobs at the executor: brings their inputs there, puts them, and fetches their results. All of this may block and is done
 * beside the evaluation's thread.
 */
final class ExecRunner {
    private static final int WORKERS = 8;
    private static final int BATCH = 32;

    private final Loop loop;
    private final Executor executor;
    private final Repository repository;
    private final SharedExecs shared;
    private final Consumer<List<Job>> ended;
    private final boolean sameRepository;
    private final Stage<Job> submitting;
    private final Stage<Job> finishing;

    /**
     * Returns a runner.
     *
     * @param repository where inputs are and results go
     * @param ended told which jobs ended, on the evaluation's thread
     */
    ExecRunner(
            Loop loop,
            java.util.concurrent.Executor threads,
            Executor executor,
            Repository repository,
            SharedExecs shared,
            Consumer<List<Job>> ended) {
        this.loop = loop;
        this.executor = executor;
        this.repository = repository;
        this.shared = shared;
        this.ended = ended;
        this.sameRepository = executor.repository().equals(repository);
        this.submitting = new Stage<>(threads, WORKERS, BATCH, jobs -> jobs.forEach(this::submit));
        this.finishing = new Stage<>(threads, WORKERS, BATCH, this::finish);
    }

    /** Starts jobs. */
    void start(List<Job> jobs) {
        loop.expect(jobs.size());
        submitting.addAll(jobs);
    }

    private void submit(Job job) {
        job.exec = null;
        job.ending = Job.Ending.pending();
        shared.join(job.execId);
        try {
            job.loaded = load(job.inputs);
            Exec exec = executor.put(job.execId, ExecConfigs.of(job));
            job.exec = exec;
            exec.onComplete(() -> finishing.add(job));
        } catch (RuntimeException e) {
            job.ending = Job.Ending.trouble(Failure.from(e));
            finishing.add(job);
        }
    }

    /** Brings inputs to where the executor finds them: those that are elsewhere, and references. */
    private List<Fileset> load(List<Fileset> inputs) {
        List<Fileset> loaded = new ArrayList<>(inputs.size());
        for (Fileset input : inputs) {
            loaded.add(sameRepository && input.isResolved() ? input : executor.load(repository, input));
        }
        return loaded;
    }

    private void finish(List<Job> jobs) {
        for (Job job : jobs) {
            Exec exec = job.exec;
            if (exec != null) {
                try {
                    exec.await();
                    Result result = exec.result();
                    job.ending = result.failure().isPresent()
                            ? FailureDetails.of(job, exec, result.failure().get())
                            : Job.Ending.of(fetch(exec, result.fileset()));
                } catch (RuntimeException e) {
                    job.ending = Job.Ending.trouble(Failure.from(e));
                }
            }
            unload(job);
        }
        loop.answer(jobs.size(), () -> ended.accept(jobs));
    }

    private Fileset fetch(Exec exec, Fileset value) {
        exec.promote();
        return value;
    }

    private void unload(Job job) {
        for (int i = 0; i < job.loaded.size(); i++) {
            if (!sameRepository || !job.inputs.get(i).isResolved()) {
                executor.unload(job.loaded.get(i));
            }
        }
        job.loaded = List.of();
    }

    /** Leaves a job's exec and removes it if no other evaluation uses it; an exec that runs is ended thereby. */
    void remove(Job job) {
        shared.leave(job.execId, () -> executor.remove(job.execId));
    }

    /** Leaves a job's exec, which is kept for people to look into. */
    void keep(Job job) {
        shared.leave(job.execId);
    }

    /** Stops submitting and fetching and waits until no worker is at it any more. */
    boolean stop(Duration patience) {
        submitting.stop();
        finishing.stop();
        return submitting.awaitIdle(patience) && finishing.awaitIdle(patience);
    }
}
