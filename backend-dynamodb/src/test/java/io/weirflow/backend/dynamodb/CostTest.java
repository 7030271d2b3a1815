package io.weirflow.backend.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.cache.AssocKey;
import io.weirflow.cache.AssocKind;
import io.weirflow.cache.AssocValue;
import io.weirflow.digest.Digest;
import io.weirflow.testkit.ManualClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.DoubleAdder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/**
 * The numbers in docs/operations.md: units of capacity, as the server counts them. The local one does so for all but transactions,
 * for which it reports less than DynamoDB's documentation says.
 */
class CostTest {
    private static final int ENTRIES = 200;
    private static final FaultyHttp HTTP = new FaultyHttp();
    private static final DoubleAdder UNITS = new DoubleAdder();
    private static final DynamoDbClient CLIENT = LocalDynamo.client("CostTest", HTTP, new Counting());
    private static int tables;

    private final ManualClock clock = new ManualClock();

    @AfterAll
    static void closeTheClient() {
        CLIENT.close();
        HTTP.close();
    }

    /** Asks for the units that each request consumed and adds them up. */
    private static final class Counting implements ExecutionInterceptor {
        @Override
        public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
            ReturnConsumedCapacity total = ReturnConsumedCapacity.TOTAL;
            if (context.request() instanceof BatchGetItemRequest request) {
                return request.toBuilder().returnConsumedCapacity(total).build();
            } else if (context.request() instanceof BatchWriteItemRequest request) {
                return request.toBuilder().returnConsumedCapacity(total).build();
            } else if (context.request() instanceof UpdateItemRequest request) {
                return request.toBuilder().returnConsumedCapacity(total).build();
            }
            return context.request();
        }

        @Override
        public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
            List<ConsumedCapacity> consumed = List.of();
            if (context.response() instanceof BatchGetItemResponse response) {
                consumed = response.consumedCapacity();
            } else if (context.response() instanceof BatchWriteItemResponse response) {
                consumed = response.consumedCapacity();
            } else if (context.response() instanceof UpdateItemResponse response) {
                consumed = List.of(response.consumedCapacity());
            }
            consumed.forEach(each -> UNITS.add(each.capacityUnits()));
        }
    }

    private static double unitsOf(Runnable action) {
        UNITS.reset();
        HTTP.plan(index -> FaultyHttp.Fault.NONE);
        action.run();
        return UNITS.sum();
    }

    private DynamoAssoc.Builder builder(TableLayout layout) {
        String table = "cost-" + ++tables;
        DynamoTables.create(CLIENT, table, layout);
        return DynamoAssoc.builder(CLIENT, table).layout(layout).clock(clock);
    }

    private static Map<AssocKey, AssocValue> entries(AssocValue value) {
        Map<AssocKey, AssocValue> entries = new HashMap<>();
        for (int i = 0; i < ENTRIES; i++) {
            entries.put(new AssocKey(AssocKind.FILESET_V2, Digest.of("key " + i)), value);
        }
        return entries;
    }

    /** Reads all entries and returns the units for each. */
    private static double unitsOfHits(DynamoAssoc assoc, Set<AssocKey> keys) {
        AtomicInteger found = new AtomicInteger();
        double units = unitsOf(() -> found.set(assoc.get(keys).size()));
        assertThat(found).hasValue(keys.size());
        return units / keys.size();
    }

    @Test
    void aHitOnASmallEntryIsAReadUnitAndOnceAnHourAWriteUnit() {
        try (DynamoAssoc assoc = builder(TableLayout.CACHE).open()) {
            Map<AssocKey, AssocValue> entries = entries(AssocValue.inline(new byte[600]));
            assertThat(unitsOf(() -> assoc.store(entries)) / ENTRIES).isEqualTo(1);
            assertThat(HTTP.operations()).hasSize(ENTRIES / 25);
            assertThat(unitsOfHits(assoc, entries.keySet())).isEqualTo(1);
            assertThat(HTTP.operations()).hasSize(ENTRIES / 100);
            clock.advance(Duration.ofHours(2));
            unitsOfHits(assoc, entries.keySet());
            assoc.settle();
            assertThat(UNITS.sum() / ENTRIES).isEqualTo(2);
        }
    }

    @Test
    void theLargestValueInlineIsTwoReadUnitsAndFiveWriteUnits() {
        try (DynamoAssoc assoc = builder(TableLayout.CACHE).open()) {
            Map<AssocKey, AssocValue> entries = entries(AssocValue.inline(new byte[AssocValue.MAX_INLINE_BYTES]));
            assertThat(unitsOf(() -> assoc.store(entries)) / ENTRIES).isEqualTo(5);
            assertThat(unitsOfHits(assoc, entries.keySet())).isEqualTo(2);
            clock.advance(Duration.ofHours(2));
            unitsOfHits(assoc, entries.keySet());
            assoc.settle();
            assertThat(UNITS.sum() / ENTRIES).isEqualTo(2 + 5);
        }
    }

    @Test
    void eventuallyConsistentReadsAreHalfThePrice() {
        try (DynamoAssoc assoc =
                builder(TableLayout.CACHE).eventuallyConsistent().open()) {
            Map<AssocKey, AssocValue> entries = entries(AssocValue.reference(Digest.of("value")));
            assoc.store(entries);
            assertThat(unitsOfHits(assoc, entries.keySet())).isEqualTo(0.5);
        }
    }

    @Test
    void inReflowsTableTheIndexDoublesTheWrites() {
        try (DynamoAssoc assoc = builder(TableLayout.REFLOW).open()) {
            Map<AssocKey, AssocValue> entries = entries(AssocValue.reference(Digest.of("value")));
            assertThat(unitsOf(() -> assoc.store(entries)) / ENTRIES).isEqualTo(2);
            assertThat(HTTP.operations()).hasSize(ENTRIES);
            assertThat(unitsOfHits(assoc, entries.keySet())).isEqualTo(1);
            clock.advance(Duration.ofHours(2));
            unitsOfHits(assoc, entries.keySet());
            assoc.settle();
            assertThat(UNITS.sum() / ENTRIES).isEqualTo(3);
        }
    }
}
