package io.weirflow.examples;

import io.weirflow.Weirflow;
import io.weirflow.backend.dynamodb.DynamoAssoc;
import io.weirflow.backend.file.FileBackend;
import io.weirflow.backend.s3.S3BlobStore;
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
 * <p>Arguments: {@code directory scratch-folder bucket table}; {@link SharedCache} creates the table. For a repository below a prefix
 * of a bucket give {@code s3://bucket/prefix}.
 */
final class SharedWordCount {
    private SharedWordCount() {}

    static int run(List<String> arguments, PrintStream out, PrintStream err) throws IOException {
        if (arguments.size() != 4 || !Files.isDirectory(Path.of(arguments.get(0)))) {
            err.println("usage: SharedWordCount directory scratch-folder bucket table");
            return 2;
        }
        Path directory = Path.of(arguments.get(0));
        Path scratch = Path.of(arguments.get(1));
        try (S3BlobStore s3 = S3BlobStore.builder().build();
                DynamoDbClient dynamo = DynamoDbClient.create();
                DynamoAssoc index = DynamoAssoc.open(dynamo, arguments.get(3));
                Weirflow weirflow = FileBackend.builder(scratch)
                        .repository(S3Place.parse(arguments.get(2)).repository(s3))
                        .assoc(index)
                        .open()) {
            return WordCount.count(weirflow, directory, out, err);
        }
    }
}
