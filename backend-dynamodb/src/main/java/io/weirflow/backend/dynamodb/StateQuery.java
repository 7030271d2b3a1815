package io.weirflow.backend.dynamodb;

import static io.weirflow.backend.dynamodb.StateItems.PARTITION;
import static io.weirflow.backend.dynamodb.StateItems.SORT;

import io.weirflow.base.Utf8Order;
import io.weirflow.store.Scan;
import io.weirflow.store.ScanPage;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/**
 * A scan as queries. DynamoDB's two bounds are both part of a range, so where there are two, records at bounds that are not are
 * asked for in addition and dropped.
 */
final class StateQuery {
    private final DynamoTable table;
    private final Scan scan;
    private final List<StateRecord> records = new ArrayList<>();

    private StateQuery(DynamoTable table, Scan scan) {
        this.table = table;
        this.scan = scan;
    }

    static ScanPage run(DynamoTable table, Scan scan) {
        boolean isEmpty = scan.upper()
                .filter(upper -> Utf8Order.INSTANCE.compare(scan.lower(), upper) >= 0)
                .isPresent();
        return isEmpty ? new ScanPage(List.of(), false) : new StateQuery(table, scan).run();
    }

    private ScanPage run() {
        long bytes = 0;
        Map<String, AttributeValue> last = Map.of();
        do {
            QueryRequest request = request(last);
            QueryResponse response = table.request("scan", client -> client.query(request));
            for (Map<String, AttributeValue> item : response.items()) {
                StateRecord record = StateItems.record(item);
                if (!scan.contains(record.key().sort())) {
                    continue;
                }
                if (records.size() == scan.limit()) {
                    return new ScanPage(records, true);
                }
                records.add(record);
                bytes += record.bytes();
            }
            last = response.lastEvaluatedKey();
        } while (!last.isEmpty() && records.size() < scan.limit() && bytes < StateStore.MAX_PAGE_BYTES);
        return new ScanPage(records, !last.isEmpty());
    }

    private QueryRequest request(Map<String, AttributeValue> last) {
        boolean isBetween = !scan.lower().isEmpty() && scan.upper().isPresent();
        int dropped = isBetween ? (scan.lowerExcluded() ? 2 : 1) : 0;
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":p", StateItems.text(scan.partition()));
        if (!scan.lower().isEmpty()) {
            values.put(":a", StateItems.text(scan.lower()));
        }
        scan.upper().ifPresent(upper -> values.put(":b", StateItems.text(upper)));
        Map<String, String> names = new HashMap<>();
        names.put("#p", PARTITION);
        if (values.size() > 1) {
            names.put("#s", SORT);
        }
        QueryRequest.Builder request = QueryRequest.builder()
                .tableName(table.name())
                .consistentRead(true)
                .keyConditionExpression("#p = :p" + range(isBetween))
                .expressionAttributeNames(names)
                .expressionAttributeValues(values)
                .scanIndexForward(!scan.descending())
                .limit(scan.limit() - records.size() + dropped);
        return last.isEmpty()
                ? request.build()
                : request.exclusiveStartKey(last).build();
    }

    private String range(boolean isBetween) {
        if (isBetween) {
            return " AND #s BETWEEN :a AND :b";
        }
        if (!scan.lower().isEmpty()) {
            return scan.lowerExcluded() ? " AND #s > :a" : " AND #s >= :a";
        }
        return scan.upper().isPresent() ? " AND #s < :b" : "";
    }
}
