package io.weirflow.backend.dynamodb;

import io.weirflow.base.Parallel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/**
 * Reads a whole table, in segments at the same time and in rounds: a page of each segment, at most a mebibyte each, then the
 * caller's action on its own thread. So no more is held in memory than a page for each segment, and nothing goes on in the
 * background when a call returns.
 */
final class ParallelScan {
    private final DynamoTable table;
    private final int segments;
    private final boolean consistent;
    private final Optional<Filter> filter;

    private record Filter(String expression, Map<String, String> names, Map<String, AttributeValue> values) {}

    /** A part of the table and how far it was read. */
    private static final class Segment {
        final int number;
        Map<String, AttributeValue> last = Map.of();
        List<Map<String, AttributeValue>> page = List.of();

        Segment(int number) {
            this.number = number;
        }
    }

    ParallelScan(DynamoTable table, int segments, boolean consistent) {
        this(table, segments, consistent, Optional.empty());
    }

    private ParallelScan(DynamoTable table, int segments, boolean consistent, Optional<Filter> filter) {
        this.table = table;
        this.segments = segments;
        this.consistent = consistent;
        this.filter = filter;
    }

    /** Returns this scan with a filter, which saves transfer but costs the same. */
    ParallelScan filtered(String expression, Map<String, String> names, Map<String, AttributeValue> values) {
        return new ParallelScan(table, segments, consistent, Optional.of(new Filter(expression, names, values)));
    }

    /** Calls back for each item. */
    void run(String operation, Consumer<Map<String, AttributeValue>> action) {
        runByRound(operation, items -> items.forEach(action));
    }

    /** Calls back for each round of pages. */
    void runByRound(String operation, Consumer<List<Map<String, AttributeValue>>> action) {
        List<Segment> open = new ArrayList<>();
        for (int i = 0; i < segments; i++) {
            open.add(new Segment(i));
        }
        while (!open.isEmpty()) {
            Parallel.forEach(open, segments, segment -> read(operation, segment));
            List<Map<String, AttributeValue>> round = new ArrayList<>();
            open.forEach(segment -> round.addAll(segment.page));
            open.removeIf(segment -> segment.last.isEmpty());
            action.accept(round);
        }
    }

    private void read(String operation, Segment segment) {
        ScanRequest.Builder request = ScanRequest.builder()
                .tableName(table.name())
                .consistentRead(consistent)
                .segment(segment.number)
                .totalSegments(segments);
        filter.ifPresent(given -> {
            request.filterExpression(given.expression());
            if (!given.names().isEmpty()) {
                request.expressionAttributeNames(given.names());
            }
            if (!given.values().isEmpty()) {
                request.expressionAttributeValues(given.values());
            }
        });
        if (!segment.last.isEmpty()) {
            request.exclusiveStartKey(segment.last);
        }
        ScanResponse response = table.request(operation, client -> client.scan(request.build()));
        segment.page = response.items();
        segment.last = response.lastEvaluatedKey();
    }
}
