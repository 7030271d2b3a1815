package io.weirflow.backend.dynamodb;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Tries what a layout's users do, each on a key that nobody has and, where it would change something, under a condition that does
 * not hold.
 */
final class Permissions {
    private static final String CONDITION = "attribute_exists(#k)";
    private static final String NOBODY = "weirflow-permission-probe";

    private final DynamoTable table;
    private final TableLayout layout;
    private final Map<String, AttributeValue> key = new HashMap<>();

    Permissions(DynamoTable table, TableLayout layout) {
        this.table = table;
        this.layout = layout;
        for (KeySchemaElement element : layout.keys()) {
            key.put(element.attributeName(), AttributeValue.fromS(NOBODY));
        }
    }

    private Map<String, String> names() {
        return Map.of("#k", layout.keys().get(0).attributeName());
    }

    /** Returns the actions that are denied, each with what was said. */
    List<String> denied() {
        Map<String, Consumer<DynamoDbClient>> tries = new LinkedHashMap<>();
        tries.put("DescribeTable on", client -> client.describeTable(request -> request.tableName(table.name())));
        if (layout != TableLayout.REFLOW_TASKS) {
            tries.put(
                    "BatchGetItem on",
                    client -> client.batchGetItem(request -> request.requestItems(Map.of(
                            table.name(),
                            KeysAndAttributes.builder().keys(List.of(key)).build()))));
            tries.put("DeleteItem on", this::delete);
        }
        if (layout == TableLayout.STATE || layout == TableLayout.REFLOW_TASKS) {
            tries.put(
                    "GetItem on",
                    client -> client.getItem(
                            request -> request.tableName(table.name()).key(key)));
        }
        if (layout == TableLayout.STATE) {
            tries.put("PutItem on", this::put);
            tries.put("ConditionCheckItem on", this::check);
        } else {
            tries.put(
                    "Scan on",
                    client -> client.scan(
                            request -> request.tableName(table.name()).limit(1)));
        }
        if (layout == TableLayout.CACHE || layout == TableLayout.REFLOW) {
            tries.put("UpdateItem on", this::update);
        }
        if (layout == TableLayout.CACHE || layout == TableLayout.REFLOW_TASKS) {
            tries.put(
                    "BatchWriteItem on",
                    client -> client.batchWriteItem(request -> request.requestItems(Map.of(
                            table.name(),
                            List.of(WriteRequest.builder()
                                    .deleteRequest(delete -> delete.key(key))
                                    .build())))));
        }
        if (layout.indexes().isEmpty()) {
            tries.put("Query on", client -> query(client, layout.keys().get(0).attributeName(), null));
        }
        for (TableIndex index : layout.indexes()) {
            tries.put(
                    "Query on index " + index.indexName() + " of",
                    client -> query(client, index.hashKey(), index.indexName()));
        }
        return tries.entrySet().stream()
                .flatMap(each -> denial(each.getKey(), each.getValue()).stream())
                .toList();
    }

    private List<String> denial(String action, Consumer<DynamoDbClient> request) {
        try {
            table.request("try " + action, client -> {
                request.accept(client);
                return true;
            });
            return List.of();
        } catch (WeirflowException e) {
            if (e.is(ErrorKind.NOT_ALLOWED)) {
                return List.of("dynamodb:" + action + " table " + table.name() + " is denied: " + e.getMessage());
            }
            if (e.is(ErrorKind.PRECONDITION)) {
                return List.of();
            }
            throw e;
        }
    }

    private void delete(DynamoDbClient client) {
        client.deleteItem(request -> request.tableName(table.name())
                .key(key)
                .conditionExpression(CONDITION)
                .expressionAttributeNames(names()));
    }

    private void put(DynamoDbClient client) {
        client.putItem(request -> request.tableName(table.name())
                .item(key)
                .conditionExpression(CONDITION)
                .expressionAttributeNames(names()));
    }

    private void update(DynamoDbClient client) {
        client.updateItem(request -> request.tableName(table.name())
                .key(key)
                .updateExpression("REMOVE Probe")
                .conditionExpression(CONDITION)
                .expressionAttributeNames(names()));
    }

    private void check(DynamoDbClient client) {
        try {
            client.transactWriteItems(request -> request.transactItems(TransactWriteItem.builder()
                    .conditionCheck(check -> check.tableName(table.name())
                            .key(key)
                            .conditionExpression(CONDITION)
                            .expressionAttributeNames(names()))
                    .build()));
        } catch (TransactionCanceledException e) {
            // as it should be
        }
    }

    private void query(DynamoDbClient client, String hashKey, @Nullable String index) {
        client.query(request -> request.tableName(table.name())
                .indexName(index)
                .keyConditionExpression("#k = :k")
                .expressionAttributeNames(Map.of("#k", hashKey))
                .expressionAttributeValues(Map.of(":k", AttributeValue.fromS(NOBODY))));
    }
}
