package io.weirflow.examples;

import io.weirflow.Weirflow;
import io.weirflow.backend.file.FileBackend;
import io.weirflow.run.history.HistoryQuery;
import io.weirflow.run.history.PastEvaluation;
import io.weirflow.run.history.PastTask;
import io.weirflow.run.history.RunHistory;
import io.weirflow.task.Source;
import io.weirflow.task.Task;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Counts the lines of a text and prints the past evaluations of the folder, the last first, with what the last one ran. Evaluations
 * of other programs that use the folder at the same time are listed too, and those that were killed as died.
 *
 * <p>Arguments: {@code text [state folder]}.
 */
final class History {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

    private History() {}

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        if (arguments.isEmpty() || arguments.size() > 2 || !Files.isRegularFile(Path.of(arguments.get(0)))) {
            err.println("usage: History text [state folder]");
            return 2;
        }
        Path text = Path.of(arguments.get(0));
        Path state = Path.of(arguments.size() > 1 ? arguments.get(1) : "target/history");
        try (Weirflow weirflow = FileBackend.builder(state).keepHistory().open()) {
            Task count = Task.named("count")
                    .in("text", Source.file(text))
                    .command("test -s {{text}} && wc -l <{{text}} >{{lines}}")
                    .outFile("lines")
                    .build();
            int failures = weirflow.evaluate(count.out("lines"))
                    .awaitResult()
                    .failures()
                    .size();
            print(weirflow.history().orElseThrow(), out);
            return failures == 0 ? 0 : 1;
        }
    }

    private static void print(RunHistory history, PrintStream out) {
        history.flush();
        List<PastEvaluation> evaluations =
                history.evaluations(HistoryQuery.LAST).items();
        for (PastEvaluation evaluation : evaluations) {
            out.printf(
                    "%s  %s  %-9s  %s  %d ran, %d cached, %d failed  %s%n",
                    evaluation.id(),
                    TIME.format(evaluation.started()),
                    evaluation.state().name().toLowerCase(Locale.ROOT),
                    evaluation.user(),
                    evaluation.ran(),
                    evaluation.cached(),
                    evaluation.failed(),
                    evaluation.name());
        }
        for (PastTask task :
                history.tasksOf(evaluations.get(0).id(), HistoryQuery.LAST).items()) {
            out.printf(
                    "    %s %s  %s  %d ms  asked for %s, used %s  stderr %s%n",
                    task.operation(),
                    task.ident().isEmpty() ? "-" : task.ident(),
                    task.state().name().toLowerCase(Locale.ROOT),
                    duration(task.started(), task.ended()).toMillis(),
                    task.asked(),
                    task.used(),
                    task.stderr().map(digest -> digest.toString()).orElse("-"));
        }
    }

    private static Duration duration(Instant started, Optional<Instant> ended) {
        return ended.map(end -> Duration.between(started, end)).orElse(Duration.ZERO);
    }
}
