package io.weirflow.examples;

import io.weirflow.Weirflow;
import io.weirflow.backend.dynamodb.DynamoAssoc;
import io.weirflow.backend.dynamodb.ReflowTaskDb;
import io.weirflow.backend.file.FileBackend;
import io.weirflow.backend.s3.S3BlobStore;
import io.weirflow.backend.s3.S3Repository;
import io.weirflow.run.history.EvaluationRecorder;
import io.weirflow.run.history.HistorySettings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * {@link WordCount} with its contents in a bucket and the index of its cache in a table, so that what one machine counted no other
 * counts again. Region, credentials and addresses are those of the environment, as for Amazon's own tools.
 *
 * <p>Arguments: {@code directory scratch-folder bucket table [task-table]}; {@link SharedCache} creates the tables. For a repository
 * below a prefix of a bucket give {@code s3://bucket/prefix}. In a task table, of layout {@code REFLOW_TASKS}, the evaluation is recorded
 * as Reflow records its runs; {@link ReflowRuns} lists them.
 */
final class SharedWordCount {
    private SharedWordCount() {}

    static int run(List<String> arguments, PrintStream out, PrintStream err) throws IOException {
        int count = arguments.size();
        if (count < 4 || count > 5 || !Files.isDirectory(Path.of(arguments.get(0)))) {
            err.println("usage: SharedWordCount directory scratch-folder bucket table [task-table]");
            return 2;
        }
        Path directory = Path.of(arguments.get(0));
        Path scratch = Path.of(arguments.get(1));
        if (WordCount.isCountedItself(scratch, directory, err)) {
            return 2;
        }
        try (S3BlobStore s3 = S3BlobStore.builder().build();
                DynamoDbClient dynamo = DynamoDbClient.create();
                DynamoAssoc index = DynamoAssoc.open(dynamo, arguments.get(3))) {
            S3Repository repository = S3Place.parse(arguments.get(2)).repository(s3);
            FileBackend.Builder backend =
                    FileBackend.builder(scratch).repository(repository).assoc(index);
            if (count == 4) {
                return count(backend, directory, out, err);
            }
            try (ReflowTaskDb tasks = ReflowTaskDb.open(dynamo, arguments.get(4))) {
                HistorySettings settings = HistorySettings.of("word count").withRepository(repository);
                return count(backend.recorder(EvaluationRecorder.to(tasks, settings)), directory, out, err);
            }
        }
    }

    private static int count(FileBackend.Builder backend, Path directory, PrintStream out, PrintStream err)
            throws IOException {
        try (Weirflow weirflow = backend.open()) {
            return WordCount.count(weirflow, directory, out, err);
        }
    }
}
