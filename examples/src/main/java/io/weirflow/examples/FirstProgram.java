package io.weirflow.examples;

import io.weirflow.TaskEvaluation;
import io.weirflow.Weirflow;
import io.weirflow.backend.file.FileBackend;
import io.weirflow.task.Source;
import io.weirflow.task.Task;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** The program of the README. Arguments: {@code text [state folder]}. */
final class FirstProgram {
    private FirstProgram() {}

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        if (arguments.isEmpty()) {
            err.println("usage: FirstProgram text [state folder]");
            return 2;
        }
        count(Path.of(arguments.get(0)), Path.of(arguments.size() > 1 ? arguments.get(1) : "target/first"), out);
        return 0;
    }

    private static void count(Path book, Path state, PrintStream out) {
        // README: begin
        try (Weirflow weirflow = FileBackend.open(state)) {
            Task words = Task.named("words")
                    .in("text", Source.file(book))
                    .command("tr -cs A-Za-z '\\n' <{{text}} | sort | uniq -c | tee {{counts}} | wc -l >{{total}}")
                    .outFile("counts")
                    .outFile("total")
                    .build();
            TaskEvaluation evaluation =
                    weirflow.evaluate(words.out("counts"), words.out("total")).await();
            evaluation.file(words.out("counts")).copyTo(state.resolveSibling("counts.txt"));
            out.print("different words: " + evaluation.file(words.out("total")).text());
            out.println(evaluation.report());
        }
        // README: end
    }
}
