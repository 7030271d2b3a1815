package io.weirflow.backend.dynamodb;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Retry.Sleeper;
import io.weirflow.base.WeirflowException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexUpdate;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/** Creates tables and tells what is wrong with them. Its methods block. The client stays the caller's. */
public final class DynamoTables {
    private static final Duration POLL = Duration.ofSeconds(1);
    /** Indexes of tables that are not empty take long. */
    private static final int POLLS = 600;

    private DynamoTables() {}

    /**
     * Creates a table, paid by request, unless there is one; adds its index where that is missing; waits until both can be used,
     * for ten minutes at most. Idempotent.
     *
     * @throws WeirflowException of kind PRECONDITION if there is a table of that name and of another layout, of kind TIMEOUT if it
     *     takes longer, of kind NOT_ALLOWED if the credentials do not suffice
     */
    public static void create(DynamoDbClient client, String name, TableLayout layout) {
        create(client, name, layout, Sleeper.SYSTEM);
    }

    static void create(DynamoDbClient client, String name, TableLayout layout, Sleeper sleeper) {
        DynamoTable table = new DynamoTable(client, name, false);
        Optional<TableDescription> there = describe(table);
        if (there.isEmpty()) {
            table.request("create table", same -> createTable(same, name, layout));
        } else {
            List<String> differences = keyProblems(there.get(), layout);
            if (!differences.isEmpty()) {
                throw WeirflowException.of(
                        ErrorKind.PRECONDITION,
                        "create table",
                        "there is a table of this name for another purpose: " + String.join("; ", differences),
                        name);
            }
            TableDescription ready = await(table, sleeper);
            for (TableIndex index : layout.indexes()) {
                if (index(ready, index).isEmpty()) { // one at a time, as DynamoDB wants it
                    table.request("create index", same -> createIndex(same, name, layout, index));
                    ready = await(table, sleeper);
                }
            }
        }
        await(table, sleeper);
    }

    private static boolean createTable(DynamoDbClient client, String name, TableLayout layout) {
        try {
            client.createTable(request -> {
                request.tableName(name)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .keySchema(layout.keys())
                        .attributeDefinitions(layout.attributes());
                if (!layout.indexes().isEmpty()) {
                    request.globalSecondaryIndexes(layout.indexes().stream()
                            .map(TableIndex::definition)
                            .toList());
                }
            });
            return true;
        } catch (ResourceInUseException e) {
            return false; // another process was faster
        }
    }

    private static boolean createIndex(DynamoDbClient client, String name, TableLayout layout, TableIndex index) {
        try {
            GlobalSecondaryIndex wanted = index.definition();
            GlobalSecondaryIndexUpdate update = GlobalSecondaryIndexUpdate.builder()
                    .create(create -> create.indexName(wanted.indexName())
                            .keySchema(wanted.keySchema())
                            .projection(wanted.projection()))
                    .build();
            client.updateTable(request -> request.tableName(name)
                    .attributeDefinitions(layout.attributes(List.of(index)))
                    .globalSecondaryIndexUpdates(update));
            return true;
        } catch (ResourceInUseException e) {
            return false;
        }
    }

    private static TableDescription await(DynamoTable table, Sleeper sleeper) {
        for (int i = 0; i < POLLS; i++) {
            Optional<TableDescription> there = describe(table);
            if (there.filter(DynamoTables::isReady).isPresent()) {
                return there.get();
            }
            try {
                sleeper.sleep(POLL);
            } catch (InterruptedException e) {
                throw WeirflowException.wrap(e, "wait for table", table.name());
            }
        }
        throw WeirflowException.of(
                ErrorKind.TIMEOUT, "wait for table", "it cannot be used yet: look again later", table.name());
    }

    private static boolean isReady(TableDescription table) {
        return table.tableStatus() == TableStatus.ACTIVE
                && table.globalSecondaryIndexes().stream().allMatch(index -> index.indexStatus() == IndexStatus.ACTIVE);
    }

    /**
     * Returns what is wrong with a table, each in a sentence; nothing if it can be used. Reads only the table's description; what
     * the credentials allow is told by {@link #denials}.
     */
    public static List<String> problems(DynamoDbClient client, String name, TableLayout layout) {
        Optional<TableDescription> found = describe(new DynamoTable(client, name, false));
        if (found.isEmpty()) {
            return List.of("there is no table " + name + " in this account and region");
        }
        TableDescription table = found.get();
        List<String> problems = new ArrayList<>(keyProblems(table, layout));
        for (TableIndex index : layout.indexes()) {
            index(table, index)
                    .ifPresentOrElse(
                            there -> problems.addAll(indexProblems(there, index)),
                            () -> problems.add("the index " + index.indexName() + " is missing"));
        }
        if (problems.isEmpty() && !isReady(table)) {
            problems.add("the table or its index is being created: its state is " + table.tableStatusAsString());
        }
        return problems;
    }

    /**
     * Returns what the credentials do not allow of all that users of the layout do, each with what was said; nothing if all is
     * allowed. Each is tried, and nothing is changed.
     */
    public static List<String> denials(DynamoDbClient client, String name, TableLayout layout) {
        return new Permissions(new DynamoTable(client, name, false), layout).denied();
    }

    private static List<String> keyProblems(TableDescription table, TableLayout layout) {
        List<String> problems = new ArrayList<>();
        if (!table.keySchema().equals(layout.keys())) {
            problems.add("its keys should be " + texts(layout.keys()) + " and are " + texts(table.keySchema()));
        }
        for (AttributeDefinition wanted : layout.attributes()) {
            table.attributeDefinitions().stream()
                    .filter(found -> found.attributeName().equals(wanted.attributeName()) && !found.equals(wanted))
                    .forEach(found -> problems.add("the key " + wanted.attributeName() + " should be of type S and is "
                            + found.attributeTypeAsString()));
        }
        return problems;
    }

    private static List<String> indexProblems(GlobalSecondaryIndexDescription found, TableIndex wanted) {
        List<String> problems = new ArrayList<>();
        if (!found.keySchema().equals(wanted.keys())) {
            problems.add("the keys of the index " + wanted.indexName() + " should be " + texts(wanted.keys())
                    + " and are " + texts(found.keySchema()));
        }
        if (!wanted.isCoveredBy(found.projection())) {
            problems.add("the index " + wanted.indexName() + " should have "
                    + wanted.definition().projection().toString() + " and has " + found.projection());
        }
        return problems;
    }

    private static List<String> texts(List<KeySchemaElement> keys) {
        return keys.stream()
                .map(key -> key.attributeName() + " " + key.keyTypeAsString())
                .toList();
    }

    private static Optional<GlobalSecondaryIndexDescription> index(TableDescription table, TableIndex wanted) {
        return table.globalSecondaryIndexes().stream()
                .filter(index -> index.indexName().equals(wanted.indexName()))
                .findAny();
    }

    private static Optional<TableDescription> describe(DynamoTable table) {
        return table.request("describe table", client -> {
            try {
                return Optional.of(client.describeTable(request -> request.tableName(table.name()))
                        .table());
            } catch (ResourceNotFoundException e) {
                return Optional.empty();
            }
        });
    }
}
