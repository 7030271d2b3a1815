package io.weirflow.backend.dynamodb;

import io.weirflow.base.Parallel;
import io.weirflow.cache.AssocEntry;
import io.weirflow.repository.CollectPolicy;
import io.weirflow.repository.CollectSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** One collection of garbage: items are judged as they are scanned and deleted at a pace, unless they were used since. */
final class AssocCollection {
    private static final int DELETERS = 10;

    private final DynamoTable table;
    private final AssocLayout layout;
    private final Pace pace;
    private final CollectPolicy policy;
    private final AtomicLong examined = new AtomicLong();
    private final AtomicLong removed = new AtomicLong();

    AssocCollection(DynamoTable table, AssocLayout layout, Pace pace, CollectPolicy policy) {
        this.table = table;
        this.layout = layout;
        this.pace = pace;
        this.policy = policy;
    }

    CollectSummary run(ParallelScan scan) {
        scan.runByRound("collect", this::collect);
        return new CollectSummary(examined.get(), removed.get(), 0);
    }

    private void collect(List<Map<String, AttributeValue>> items) {
        List<List<AssocEntry>> garbage = new ArrayList<>();
        for (Map<String, AttributeValue> item : items) {
            List<AssocEntry> entries = layout.entries(item);
            if (!entries.isEmpty() && !entries.get(0).lastUse().equals(Instant.MIN)) {
                examined.addAndGet(entries.size());
                AssocEntry any = entries.get(0); // all of an item have one digest and one time
                if (policy.isGarbage(any.key().digest(), any.lastUse())) {
                    garbage.add(entries);
                }
            }
        }
        Parallel.forEach(garbage, DELETERS, entries -> {
            if (policy.dryRun() || deleteUnused(entries.get(0))) {
                removed.addAndGet(entries.size());
            }
        });
    }

    /** Deletes the item of an entry unless it was used since it was looked at. Returns whether it was deleted. */
    private boolean deleteUnused(AssocEntry entry) {
        pace.await("collect");
        return Attributes.ifConditionHolds(() -> table.request(
                "collect",
                client -> client.deleteItem(request -> request.tableName(table.name())
                        .key(layout.itemKey(entry.key()))
                        .conditionExpression(layout.lastUseAttribute() + " = :seen")
                        .expressionAttributeValues(Map.of(":seen", Attributes.seconds(entry.lastUse()))))));
    }
}
