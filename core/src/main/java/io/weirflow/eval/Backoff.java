package io.weirflow.eval;

import io.weirflow.base.Failure;
import io.weirflow.base.Retry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * Lets jobs wait before they are put again after trouble of the executor or a failure that may pass: four times as long each time,
 * less up to a half by chance, so that evaluations which met the same trouble do not come back together. For the evaluation's thread
 * alone.
 */
final class Backoff {
    static final Duration FIRST = Duration.ofMillis(200);
    static final int FACTOR = 4;
    static final Duration LONGEST = Duration.ofSeconds(10);

    private static final int MAX_WAITING = 64;

    private final Loop loop;
    private final Retry.Sleeper sleeper;
    private final Consumer<Job> again;
    private final Stage<Waiting> stage;
    private final Map<Integer, List<Job>> gathered = new HashMap<>();

    /** Jobs that met trouble together, equally often in a row. */
    private record Waiting(Duration pause, List<Job> jobs) {}

    /**
     * Returns a back-off.
     *
     * @param again told on the evaluation's thread that a job may be put again
     */
    Backoff(Loop loop, Setting setting, Consumer<Job> again) {
        this.loop = loop;
        this.sleeper = setting.retry().sleeper();
        this.again = again;
        this.stage = new Stage<>(setting.threads(), MAX_WAITING, 1, waiting -> waiting.forEach(this::pause));
    }

    /** Adds a job that met trouble for the given time, to wait after the next {@link #flush}. */
    void add(Job job, int times) {
        gathered.computeIfAbsent(times, n -> new ArrayList<>()).add(job);
    }

    /** Lets the jobs wait that were gathered: those that met trouble equally often wait together. */
    void flush() {
        if (gathered.isEmpty()) {
            return;
        }
        gathered.forEach((times, jobs) -> {
            loop.expect(1);
            stage.add(new Waiting(pause(times), jobs));
        });
        gathered.clear();
    }

    private static Duration pause(int times) {
        double longest = FIRST.toNanos() * Math.pow(FACTOR, times - 1.0);
        double chance = ThreadLocalRandom.current().nextDouble(0.5, 1);
        return Duration.ofNanos((long) (chance * Math.min(longest, (double) LONGEST.toNanos())));
    }

    private void pause(Waiting waiting) {
        try {
            sleeper.sleep(waiting.pause);
        } catch (InterruptedException e) {
            // The evaluation is stopped: nobody waits for the jobs any more.
            Thread.currentThread().interrupt();
            return;
        } catch (RuntimeException e) {
            Log.LOGGER.log(System.Logger.Level.WARNING, "cannot wait before another try: " + Failure.from(e));
        }
        loop.answer(1, () -> waiting.jobs.forEach(again));
    }

    /** Ends all waiting. */
    void stop() {
        stage.stop();
    }
}
