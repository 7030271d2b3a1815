package io.weirflow.eval;

import io.weirflow.base.Failure;
import io.weirflow.digest.FramedEncoder;
import io.weirflow.fileset.Fileset;
import io.weirflow.resource.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The work of one evaluation at the executor: jobs waiting, running and tried again. Used by the evaluation's thread alone. */
final class Jobs {
    private final Dispatcher dispatcher;
    private final Retries retries;
    private final ExecRunner runner;
    private final Results results;
    private final Backoff backoff;
    private final List<Job> running = new ArrayList<>();
    private final FramedEncoder encoder = new FramedEncoder();

    /** Who is told how jobs ended. */
    interface Results {
        /** A job starts. */
        void started(Job job);

        /** A job gave a value; whoever is told sees to it that its exec is removed. */
        void succeeded(Job job, Fileset value);

        /** A job failed for good. */
        void failed(Job job, Failure failure, Optional<ExecFailedException.Details> details);

        /** Another process has claimed a job's work; whoever is told sees to it that the job is added again. */
        void claimedByOthers(Job job);

        /** Another process has done a job's work. */
        void doneByOthers(Job job, Fileset value);

        /** A job may have failed since content of its inputs was lost; returns whether that is being mended. */
        boolean inputsLost(Job job);
    }

    Jobs(Loop loop, Setting setting, ExecRunner runner, Results results) {
        Resources total = setting.executor().resources();
        this.dispatcher = new Dispatcher(total);
        this.retries = new Retries(total);
        this.runner = runner;
        this.results = results;
        this.backoff = new Backoff(loop, setting, this::add);
    }

    /** Adds a job. */
    void add(Job job) {
        Optional<Failure> obstacle = dispatcher.obstacle(job);
        if (obstacle.isPresent()) {
            results.failed(job, obstacle.get(), Optional.empty());
            return;
        }
        job.attempts++;
        job.execId = encoder.begin("weirflow.exec-id.1")
                .digest(job.identity)
                .text(job.adopter)
                .number(job.attempts)
                .finish();
        dispatcher.add(job);
    }

    /** Starts what there is room for. */
    void flush() {
        backoff.flush();
        List<Job> started = dispatcher.start();
        for (Job job : started) {
            job.place = running.size();
            running.add(job);
            results.started(job);
        }
        if (!started.isEmpty()) {
            runner.start(started);
        }
    }

    /** Deals with jobs whose attempt ended. */
    void ended(List<Job> jobs) {
        for (Job job : jobs) {
            dispatcher.release(job);
            leave(job);
            Job.Ending ending = job.ending;
            if (job.turn == Job.Turn.OTHERS) {
                job.attempts--;
                results.claimedByOthers(job);
            } else if (job.turn == Job.Turn.DONE_BY_OTHERS) {
                results.doneByOthers(job, ending.value().orElseThrow());
            } else if (ending.value().isPresent()) {
                results.succeeded(job, ending.value().get());
            } else if (ending.failure().isPresent()) {
                failed(job, ending.failure().get(), ending.details());
            } else {
                troubled(job, ending.trouble().orElseThrow());
            }
        }
    }

    /** Takes a job out of those that run; the last one takes its place. */
    private void leave(Job job) {
        Job last = running.remove(running.size() - 1);
        if (last != job) {
            last.place = job.place;
            running.set(job.place, last);
        }
    }

    private void failed(Job job, Failure failure, Optional<ExecFailedException.Details> details) {
        runner.keep(job);
        Optional<Resources> again = retries.afterFailure(job, failure);
        if (again.isPresent()) {
            job.resources = again.get();
            if (Retries.mayPass(failure)) {
                backoff.add(job, job.attempts);
            } else {
                add(job);
            }
        } else {
            results.failed(job, failure, details);
        }
    }

    private void troubled(Job job, Failure trouble) {
        runner.keep(job);
        job.troubles++;
        if (Retries.afterTrouble(job, trouble)) {
            // The same exec is put again: it may have been there all the time.
            job.attempts--;
            backoff.add(job, job.troubles);
        } else if (!results.inputsLost(job)) {
            results.failed(job, trouble.wrap(io.weirflow.base.ErrorKind.OTHER, job.flow.toString()), Optional.empty());
        }
    }

    /** Forgets all jobs and returns those that ran. */
    List<Job> stop() {
        backoff.stop();
        dispatcher.clear();
        List<Job> stopped = List.copyOf(running);
        running.clear();
        return stopped;
    }
}
