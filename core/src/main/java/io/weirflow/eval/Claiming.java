package io.weirflow.eval;

import io.weirflow.base.Failure;
import io.weirflow.cache.Claims;
import io.weirflow.cache.LookupResult;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Claims work before it is put to the executor, where evaluators in other processes may want the same; and lets work wait that another
 * has claimed. After a claim the cache is asked once more, since whoever had it before may just have finished.
 */
final class Claiming {
    private static final int MAX_DOUBLINGS = 3;
    private static final int MAX_WAITING = 64;

    private final Loop loop;
    private final Setting setting;
    private final Lookup lookup;
    private final Consumer<Job> again;
    private final Stage<Waiting> stage;
    private final Map<Integer, List<Job>> gathered = new HashMap<>();

    /** Jobs that have waited equally often. */
    private record Waiting(int waits, List<Job> jobs) {}

    /** Looks results up. Off the evaluation's thread; may block. */
    @FunctionalInterface
    interface Lookup {
        List<LookupResult> results(List<List<Digest>> keys, List<List<Fileset>> inputs);
    }

    /**
     * Returns a way to claim.
     *
     * @param again told on the evaluation's thread that a job is to be tried again
     */
    Claiming(Loop loop, Setting setting, Lookup lookup, Consumer<Job> again) {
        this.loop = loop;
        this.setting = setting;
        this.lookup = lookup;
        this.again = again;
        this.stage = new Stage<>(setting.threads(), MAX_WAITING, 1, waiting -> waiting.forEach(this::pause));
    }

    /**
     * Claims what is to be claimed of some jobs. Those that are not to be run, since another process does or has done their work, are
     * told so. Called by workers.
     *
     * @return the jobs that are to be run
     */
    List<Job> claim(List<Job> jobs) {
        Optional<Claims> claims = setting.claims();
        if (claims.isEmpty()) {
            return jobs;
        }
        List<Job> mine = new ArrayList<>(jobs.size());
        Map<Digest, Job> claimed = new LinkedHashMap<>();
        for (Job job : jobs) {
            job.turn = Job.Turn.RUN;
            if (job.claimKeys.isEmpty() || job.claim.isPresent() || claimed.putIfAbsent(job.identity, job) != null) {
                mine.add(job);
            }
        }
        mine.addAll(notDoneMeanwhile(claim(claims.get(), claimed)));
        return mine;
    }

    /** Claims work and returns the jobs whose work was had. */
    private static List<Job> claim(Claims claims, Map<Digest, Job> jobs) {
        if (jobs.isEmpty()) {
            return List.of();
        }
        List<Job> had = new ArrayList<>();
        try {
            Map<Digest, Claims.Claim> claimed = claims.tryClaimAll(jobs.keySet());
            for (Job job : jobs.values()) {
                job.claim = Optional.ofNullable(claimed.get(job.identity));
                job.turn = job.claim.isPresent() ? Job.Turn.RUN : Job.Turn.OTHERS;
                if (job.claim.isPresent()) {
                    had.add(job);
                }
            }
        } catch (RuntimeException e) {
            jobs.values().forEach(job -> {
                job.ending = Job.Ending.trouble(Failure.from(e));
                job.turn = Job.Turn.ENDED;
            });
        }
        return had;
    }

    private List<Job> notDoneMeanwhile(List<Job> jobs) {
        if (jobs.isEmpty()) {
            return jobs;
        }
        List<Job> left = new ArrayList<>();
        List<LookupResult> results = lookup.results(
                jobs.stream().map(job -> job.claimKeys).toList(),
                jobs.stream().map(job -> job.inputs).toList());
        for (int i = 0; i < jobs.size(); i++) {
            Job job = jobs.get(i);
            if (results.get(i) instanceof LookupResult.Found found) {
                job.ending = Job.Ending.of(found.value());
                job.turn = Job.Turn.DONE_BY_OTHERS;
                take(job).ifPresent(Claims.Claim::release);
            } else {
                left.add(job);
            }
        }
        return left;
    }

    /** Lets a job wait that another process has claimed, after the next {@link #flush}: longer each time, up to a limit. */
    void await(Job job) {
        gathered.computeIfAbsent(job.waits++, n -> new ArrayList<>()).add(job);
    }

    /** Lets the jobs wait that were gathered: those that have waited equally often wait together. */
    void flush() {
        if (gathered.isEmpty()) {
            return;
        }
        gathered.forEach((waits, jobs) -> {
            loop.expect(1);
            stage.add(new Waiting(waits, jobs));
        });
        gathered.clear();
    }

    private void pause(Waiting waiting) {
        Duration interval = setting.claims().orElseThrow().pollInterval();
        long nanos = interval.toNanos() << Math.min(waiting.waits, MAX_DOUBLINGS);
        try {
            setting.retry().sleeper().sleep(Duration.ofNanos(nanos));
        } catch (InterruptedException e) {
            // The evaluation is stopped: nobody waits for the jobs any more.
            Thread.currentThread().interrupt();
            return;
        }
        loop.answer(1, () -> waiting.jobs.forEach(again));
    }

    /** Takes a job's claim from it, if it has one, for somebody to release it. */
    static Optional<Claims.Claim> take(Job job) {
        Optional<Claims.Claim> claim = job.claim;
        job.claim = Optional.empty();
        return claim;
    }

    /** Gives up a job's claim, if it has one, on another thread. */
    void releaseAside(Job job) {
        take(job).ifPresent(present -> setting.threads().execute(present::release));
    }

    /** Ends all waiting. */
    void stop() {
        stage.stop();
    }
}
