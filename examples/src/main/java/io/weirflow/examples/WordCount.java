package io.weirflow.examples;

import io.weirflow.FileResult;
import io.weirflow.TaskEvaluation;
import io.weirflow.Weirflow;
import io.weirflow.backend.file.ExecutorPlace;
import io.weirflow.backend.file.FileBackend;
import io.weirflow.exec.Executor;
import io.weirflow.exec.process.ProcessExecutor;
import io.weirflow.executor.docker.DockerExecutor;
import io.weirflow.report.ProgressLine;
import io.weirflow.task.DirFlow;
import io.weirflow.task.FileFlow;
import io.weirflow.task.ListFlow;
import io.weirflow.task.Source;
import io.weirflow.task.Task;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * Counts the words of all files of a directory, with one process per file, and prints the most frequent ones. What was counted
 * before is not counted again.
 *
 * <p>Arguments: {@code [--image NAME] [directory] [state folder]}; by default the sources of this library and {@code
 * target/wordcount}. With an image each process runs in a container of its own, on the Docker engine of {@code DOCKER_HOST} or the
 * usual socket.
 */
final class WordCount {
    private static final String DEFAULT_DIRECTORY = "core/src/main";
    private static final String DEFAULT_STATE = "target/wordcount";
    private static final int MOST_WORDS = 10;

    private WordCount() {}

    static int run(List<String> arguments, PrintStream out, PrintStream err) throws IOException {
        if (arguments.size() >= 2 && arguments.get(0).equals("--image")) {
            String image = arguments.get(1);
            return run(
                    place -> containers(place).image(image).open(), arguments.subList(2, arguments.size()), out, err);
        }
        return run(place -> processes(place).open(), arguments, out, err);
    }

    private static ProcessExecutor.Builder processes(ExecutorPlace place) {
        return ProcessExecutor.builder(place.folder(), place.repository()).blobs(place.sources());
    }

    private static DockerExecutor.Builder containers(ExecutorPlace place) {
        return DockerExecutor.builder(place.folder(), place.repository()).blobs(place.sources());
    }

    static int run(Function<ExecutorPlace, Executor> executor, List<String> arguments, PrintStream out, PrintStream err)
            throws IOException {
        Path directory = Path.of(arguments.isEmpty() ? DEFAULT_DIRECTORY : arguments.get(0));
        Path state = Path.of(arguments.size() < 2 ? DEFAULT_STATE : arguments.get(1));
        if (arguments.size() > 2 || !Files.isDirectory(directory)) {
            err.println("usage: WordCount [--image NAME] [directory] [state folder]");
            err.println("There is no directory " + directory.toAbsolutePath() + ".");
            return 2;
        }
        if (isCountedItself(state, directory, err)) {
            return 2;
        }
        try (Weirflow weirflow = FileBackend.builder(state).executor(executor).open()) {
            return count(weirflow, directory, out, err);
        }
    }

    /** Tells whether the state folder is in the directory, and if so says that this will not do. */
    static boolean isCountedItself(Path state, Path directory, PrintStream err) {
        boolean inside = state.toAbsolutePath()
                .normalize()
                .startsWith(directory.toAbsolutePath().normalize());
        if (inside) {
            err.println("The state folder " + state + " would be counted itself: name another one as second argument.");
        }
        return inside;
    }

    static int count(Weirflow weirflow, Path directory, PrintStream out, PrintStream err) throws IOException {
        FileFlow words = words(Source.directory(directory));
        TaskEvaluation evaluation;
        try (ProgressLine progress = ProgressLine.onStandardError()) {
            evaluation = weirflow.evaluate(
                            weirflow.options().withName("words of " + directory).withListener(progress), words)
                    .awaitResult();
        }
        if (!evaluation.failures().isEmpty()) {
            err.println(evaluation.report());
            return 1;
        }
        print(evaluation.file(words), out);
        out.println(evaluation.report());
        return 0;
    }

    /** Describes the work: nothing runs yet. */
    static FileFlow words(DirFlow directory) {
        DirFlow visible = directory.select("^([^./][^/]*/)*[^./][^/]*$");
        ListFlow<FileFlow> counts = visible.mapFiles(
                "words",
                "1",
                (path, text) -> Task.named("words/" + path)
                        .in("text", text)
                        .env("LC_ALL", "C")
                        .command("tr -cs A-Za-z '\\n' <{{text}} | tr A-Z a-z | sort | uniq -c >{{counts}}")
                        .outFile("counts")
                        .build()
                        .out("counts"));
        // One directory, not thousands of arguments; find starts cat as often as the limit of arguments demands.
        return Task.named("merge")
                .in("counts", counts.toDirectory())
                .env("LC_ALL", "C")
                .command("""
                        find -L {{counts}} -type f -exec cat {} + |
                        awk 'NF == 2 { count[$2] += $1 } END { for (word in count) printf "%d %s\\n", count[word], word }' |
                        sort -k1,1nr -k2,2 >{{words}}
                        """)
                .outFile("words")
                .build()
                .out("words");
    }

    private static void print(FileResult words, PrintStream out) throws IOException {
        long distinct = 0;
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(words.open(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (distinct++ < MOST_WORDS) {
                    out.printf("%8s %s%n", line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1));
                }
            }
        }
        out.println(distinct + " different words");
    }
}
