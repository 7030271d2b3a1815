package io.weirflow.examples;

import io.weirflow.backend.dynamodb.ReflowRow;
import io.weirflow.backend.dynamodb.ReflowRun;
import io.weirflow.backend.dynamodb.ReflowTask;
import io.weirflow.backend.dynamodb.ReflowTaskDb;
import io.weirflow.digest.Digest;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Lists the runs of a Reflow installation, the last first, with their tasks: Reflow's own, and evaluations of this library that were
 * recorded there. Region, credentials and addresses are those of the environment.
 *
 * <p>Arguments: {@code table [days]}; one day by default.
 */
final class ReflowRuns {
    private static final int MOST_RUNS = 20;
    /** A run that is under way is kept alive for some minutes ahead. */
    private static final Duration AHEAD = Duration.ofMinutes(5);

    private ReflowRuns() {}

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        if (arguments.isEmpty()
                || arguments.size() > 2
                || arguments.size() == 2 && !arguments.get(1).matches("[0-9]{1,4}")) {
            err.println("usage: ReflowRuns table [days]");
            return 2;
        }
        Duration days = Duration.ofDays(arguments.size() == 1 ? 1 : Integer.parseInt(arguments.get(1)));
        Instant now = Instant.now();
        try (DynamoDbClient dynamo = DynamoDbClient.create();
                ReflowTaskDb tasks = ReflowTaskDb.open(dynamo, arguments.get(0))) {
            for (ReflowRun run : tasks.runs(now.minus(days), now.plus(AHEAD), MOST_RUNS)) {
                out.printf(
                        "%s  %s  %s  %s  %s%n", name(run.id()), run.start(), state(run, now), run.user(), run.labels());
                for (ReflowTask task : tasks.tasksOf(run.id())) {
                    out.printf(
                            "    %s  %s  %s  %s  %s  stderr %s%s%n",
                            name(task.id()),
                            task.ident().isEmpty() ? "-" : task.ident(),
                            state(task, now),
                            task.end()
                                    .map(end ->
                                            Duration.between(task.start(), end).toSeconds() + " s")
                                    .orElse("-"),
                            task.resources(),
                            task.stderr().map(Digest::toString).orElse("-"),
                            task.error().map(error -> "  " + error).orElse(""));
                }
            }
            return 0;
        }
    }

    /** Returns the digits by which {@link ReflowTaskDb#expand} finds a row. */
    private static String name(Digest id) {
        return id.toString().substring("sha256:".length(), "sha256:".length() + 8);
    }

    private static String state(ReflowRow row, Instant now) {
        Optional<Instant> end = row.end();
        return end.isPresent() ? "ended" : row.isActive(now) ? "running" : "lost";
    }
}
