package io.weirflow.examples;

import io.weirflow.backend.dynamodb.DynamoAssoc;
import io.weirflow.backend.dynamodb.DynamoTables;
import io.weirflow.backend.dynamodb.TableLayout;
import io.weirflow.backend.s3.S3BlobStore;
import io.weirflow.cache.Cache;
import io.weirflow.cache.Collector;
import io.weirflow.cache.CollectorOptions;
import io.weirflow.cache.CollectorReport;
import io.weirflow.flow.DefaultKeyScheme;
import io.weirflow.reflow.ReflowKeyScheme;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Looks after tables and buckets that machines share: creates a table with its index, says what is missing or not allowed, and
 * removes what was not used for long. Region, credentials and addresses are those of the environment.
 */
final class SharedCache {
    private static final String USAGE = """
            usage: SharedCache create LAYOUT TABLE
                   SharedCache check LAYOUT TABLE [BUCKET]
                   SharedCache collect LAYOUT TABLE BUCKET DAYS [delete]
            LAYOUT is CACHE, REFLOW, REFLOW_TASKS or STATE, BUCKET also s3://bucket/prefix. collect counts what was not used for DAYS, and with "delete" deletes it.""";

    private SharedCache() {}

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        Optional<TableLayout> layout = arguments.size() < 3 ? Optional.empty() : layout(arguments.get(1));
        if (layout.isEmpty()) {
            err.println(USAGE);
            return 2;
        }
        List<String> rest = arguments.subList(3, arguments.size());
        try (DynamoDbClient dynamo = DynamoDbClient.create()) {
            String table = arguments.get(2);
            return switch (arguments.get(0) + ' ' + rest.size()) {
                case "create 0" -> create(dynamo, table, layout.get(), out);
                case "check 0", "check 1" -> check(dynamo, table, layout.get(), rest, out);
                case "collect 2", "collect 3" -> collect(dynamo, table, layout.get(), rest, out, err);
                default -> {
                    err.println(USAGE);
                    yield 2;
                }
            };
        }
    }

    private static Optional<TableLayout> layout(String name) {
        return List.of(TableLayout.values()).stream()
                .filter(layout -> layout.name().equals(name))
                .findAny();
    }

    private static int create(DynamoDbClient dynamo, String table, TableLayout layout, PrintStream out) {
        DynamoTables.create(dynamo, table, layout);
        out.println("The table " + table + " can be used.");
        return 0;
    }

    private static int check(
            DynamoDbClient dynamo, String table, TableLayout layout, List<String> bucket, PrintStream out) {
        List<String> problems = new ArrayList<>(DynamoTables.problems(dynamo, table, layout));
        if (problems.isEmpty()) {
            problems.addAll(DynamoTables.denials(dynamo, table, layout));
        }
        for (String name : bucket) {
            S3Place place = S3Place.parse(name);
            try (S3Client client = S3Place.client()) {
                new S3Permissions(client, place)
                        .check().stream()
                                .filter(S3Permissions.Right::needed)
                                .forEach(right -> right.problem()
                                        .ifPresent(problem -> problems.add(right.name() + " failed: " + problem)));
            }
        }
        problems.forEach(out::println);
        out.println(problems.isEmpty() ? "Nothing is missing." : problems.size() + " problems.");
        return problems.isEmpty() ? 0 : 1;
    }

    private static int collect(
            DynamoDbClient dynamo,
            String table,
            TableLayout layout,
            List<String> rest,
            PrintStream out,
            PrintStream err) {
        boolean deletes = rest.size() == 3 && rest.get(2).equals("delete");
        boolean isIndex = layout == TableLayout.CACHE || layout == TableLayout.REFLOW;
        if (!isIndex || !rest.get(1).matches("[0-9]{1,5}") || rest.size() == 3 && !deletes) {
            err.println(USAGE);
            return 2;
        }
        Instant threshold = Instant.now().minus(Duration.ofDays(Integer.parseInt(rest.get(1))));
        try (S3BlobStore s3 = S3BlobStore.builder().build();
                DynamoAssoc index =
                        DynamoAssoc.builder(dynamo, table).layout(layout).open()) {
            Cache cache = Cache.of(S3Place.parse(rest.get(0)).repository(s3), index);
            CollectorReport report = Collector.of(cache, List.of(DefaultKeyScheme.INSTANCE, ReflowKeyScheme.create()))
                    .collect(CollectorOptions.unusedSince(threshold).withDryRun(!deletes));
            String verb = deletes ? "deleted" : "would delete";
            out.printf(
                    "%s %d of %d entries and %d of %d objects, %d bytes%n",
                    verb,
                    report.entries().removed(),
                    report.entries().examined(),
                    report.blobs().removed(),
                    report.blobs().examined(),
                    report.blobs().removedBytes());
            return 0;
        }
    }
}
