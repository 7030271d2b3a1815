package io.weirflow.backend.dynamodb;

import com.google.common.collect.Lists;
import io.weirflow.base.Parallel;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Puts and deletes items, twenty-five in a request, several requests at a time. What DynamoDB leaves undone is sent again, after
 * a wait that grows as long as nothing gets done.
 */
final class BatchWrite {
    /** The most that a request may hold. */
    static final int BATCH = 25;

    private static final int PARALLEL = 8;

    private final DynamoTable table;
    private final Backoff backoff;

    BatchWrite(DynamoTable table, Backoff backoff) {
        this.table = table;
        this.backoff = backoff;
    }

    /** Does writes of keys that are all different. */
    void write(String operation, List<WriteRequest> writes) {
        Parallel.forEach(Lists.partition(writes, BATCH), PARALLEL, part -> writePart(operation, part));
    }

    private void writePart(String operation, List<WriteRequest> writes) {
        List<WriteRequest> left = writes;
        int inVain = 0;
        while (!left.isEmpty()) {
            BatchWriteItemRequest request = BatchWriteItemRequest.builder()
                    .requestItems(Map.of(table.name(), left))
                    .build();
            int before = left.size();
            left = table.request(operation, client -> client.batchWriteItem(request))
                    .unprocessedItems()
                    .getOrDefault(table.name(), List.of());
            if (!left.isEmpty()) {
                inVain = left.size() == before ? inVain + 1 : 1;
                backoff.pause(inVain, operation, left.size(), table.name());
            }
        }
    }
}
