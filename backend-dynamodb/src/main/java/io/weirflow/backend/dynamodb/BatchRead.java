package io.weirflow.backend.dynamodb;

import com.google.common.collect.Lists;
import io.weirflow.base.Parallel;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/**
 * Reads items by key, a hundred in a request, several requests at a time. What DynamoDB leaves undone, because it is too much at
 * once or because it throttles, is asked for again, after a wait that grows as long as nothing is got.
 */
final class BatchRead {
    /** The most that a request may ask for. */
    static final int BATCH = 100;

    private static final int PARALLEL = 8;

    private final DynamoTable table;
    private final Backoff backoff;
    private final KeysAndAttributes form;

    /**
     * Describes reads.
     *
     * @param consistent whether what was written is seen at once, at twice the price
     */
    BatchRead(DynamoTable table, Backoff backoff, boolean consistent) {
        this.table = table;
        this.backoff = backoff;
        this.form = KeysAndAttributes.builder().consistentRead(consistent).build();
    }

    /** Returns the items that are there, of keys that are all different. */
    Queue<Map<String, AttributeValue>> read(String operation, List<Map<String, AttributeValue>> keys) {
        Queue<Map<String, AttributeValue>> items = new ConcurrentLinkedQueue<>();
        Parallel.forEach(Lists.partition(keys, BATCH), PARALLEL, part -> readPart(operation, part, items));
        return items;
    }

    private void readPart(
            String operation, List<Map<String, AttributeValue>> keys, Queue<Map<String, AttributeValue>> items) {
        List<Map<String, AttributeValue>> left = keys;
        int inVain = 0;
        while (!left.isEmpty()) {
            BatchGetItemRequest request = request(left);
            BatchGetItemResponse response = table.request(operation, client -> client.batchGetItem(request));
            items.addAll(response.responses().getOrDefault(table.name(), List.of()));
            int before = left.size();
            KeysAndAttributes undone = response.unprocessedKeys().get(table.name());
            left = undone == null ? List.of() : undone.keys();
            if (!left.isEmpty()) {
                inVain = left.size() == before ? inVain + 1 : 1;
                backoff.pause(inVain, operation, left.size(), table.name());
            }
        }
    }

    private BatchGetItemRequest request(List<Map<String, AttributeValue>> keys) {
        return BatchGetItemRequest.builder()
                .requestItems(Map.of(table.name(), form.toBuilder().keys(keys).build()))
                .build();
    }
}
