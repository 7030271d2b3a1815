package io.weirflow.backend.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.cache.AssocEntry;
import io.weirflow.cache.AssocKey;
import io.weirflow.cache.AssocKind;
import io.weirflow.cache.AssocValue;
import io.weirflow.digest.Digest;
import io.weirflow.repository.CollectPolicy;
import io.weirflow.repository.LiveSet;
import io.weirflow.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** A table that Reflow and Weirflow share. */
class ReflowCompatibilityTest {
    private static final Digest KEY =
            Digest.parse("sha256:44fcf3782592b8cca8138d9329204dacf03b29e62adaffa2848928d84635320e");
    private static final Digest VALUE =
            Digest.parse("sha256:c740cc14187db975b76db8cb517ea1be9583fb26ff0ac586dcb8e9327a31f84d");
    private static final Digest BOTH =
            Digest.parse("sha256:7984213237f87414ba254cd98b41c4f31a5df8d2e155407dd873f2643fad391f");
    private static final Digest NEIGHBOUR =
            Digest.parse("sha256:7984213200000000000000000000000000000000000000000000000000000001");
    private static final Digest OLD =
            Digest.parse("sha256:c0c1b7b4b052031117283ecd35ba4628fb6d77cd2b79d0747c7a2452d18220eb");
    private static final Digest TIMELESS =
            Digest.parse("sha256:f0c35ef5eac826fa6291624aac9e21ce0100a615c4f5e27344ac4ce41389b683");
    private static final Digest EMPTIED =
            Digest.parse("sha256:4f38c238448eb078b77e786f577e6fa0b822b2e19c86c6933062b197f0d72d4f");
    private static final Set<String> LABELS = Set.of("user=grail", "project=one two");
    private static int tables;

    private final ManualClock clock = new ManualClock(Instant.ofEpochSecond(1_600_000_000));
    private final List<UpdateItemRequest> updates = new CopyOnWriteArrayList<>();
    private final FaultyHttp http = new FaultyHttp();
    private final DynamoDbClient client =
            LocalDynamo.client("ReflowCompatibilityTest", http, new ExecutionInterceptor() {
                @Override
                public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
                    if (context.request() instanceof UpdateItemRequest update) {
                        updates.add(update);
                    }
                }
            });
    private final String table = "reflow-" + ++tables;

    @BeforeEach
    void createTheTable() {
        DynamoTables.create(client, table, TableLayout.REFLOW);
    }

    @AfterEach
    void close() {
        client.close();
        http.close();
    }

    private DynamoAssoc.Builder builder() {
        return DynamoAssoc.builder(client, table)
                .layout(TableLayout.REFLOW)
                .clock(clock)
                .scanSegments(2);
    }

    private void putItemsOfReflow() {
        ReflowItems.items()
                .forEach(item ->
                        client.putItem(request -> request.tableName(table).item(item)));
    }

    private Map<String, AttributeValue> item(Digest key) {
        return client.getItem(request -> request.tableName(table)
                        .key(Map.of("ID", AttributeValue.fromS(key.toString())))
                        .consistentRead(true))
                .item();
    }

    @Test
    void whatReflowWroteIsRead() {
        putItemsOfReflow();
        try (DynamoAssoc assoc = builder().open()) {
            List<AssocKey> keys = new ArrayList<>();
            for (AssocKind kind : EnumSet.of(AssocKind.FILESET, AssocKind.FILESET_V2)) {
                for (Digest digest : List.of(KEY, BOTH, NEIGHBOUR, OLD, TIMELESS, EMPTIED)) {
                    keys.add(new AssocKey(kind, digest));
                }
            }
            assertThat(assoc.get(keys))
                    .isEqualTo(Map.of(
                            new AssocKey(AssocKind.FILESET_V2, KEY),
                            AssocValue.reference(VALUE),
                            new AssocKey(AssocKind.FILESET_V2, BOTH),
                            reference("88f20c3092d028fa57eb791620dec962f3b02e49e138f7a3cba13ad961207dd3"),
                            new AssocKey(AssocKind.FILESET, BOTH),
                            reference("bfabc4328425304c93b645de4ee11d53b49de5a65df501b72783962019315bb9"),
                            new AssocKey(AssocKind.FILESET, NEIGHBOUR),
                            reference("c66f7cb9b8446e5365941d541f0ef0f933090b7347aea8ff0a96a7350c33e264"),
                            new AssocKey(AssocKind.FILESET_V2, OLD),
                            reference("68a9889eafa68507e983f5fc95d1f5fbdffed1c2ccdf2c7978e3483c59af42bf"),
                            new AssocKey(AssocKind.FILESET, TIMELESS),
                            reference("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")));
        }
    }

    @Test
    void anAbbreviationIsFoundByTheIndexAndAShorterOneBySearch() {
        putItemsOfReflow();
        try (DynamoAssoc assoc = builder().open()) {
            for (String prefix : List.of("79842132", "798421", "7984")) {
                assertThat(assoc.expand(AssocKind.FILESET, prefix)).containsExactly(NEIGHBOUR, BOTH);
                assertThat(assoc.expand(AssocKind.FILESET_V2, prefix)).containsExactly(BOTH);
            }
            assertThat(assoc.expand(AssocKind.FILESET, "7984213237")).containsExactly(BOTH);
            http.plan(index -> FaultyHttp.Fault.NONE);
            assoc.expand(AssocKind.FILESET, "79842132");
            assertThat(http.operations()).containsExactly("Query");
        }
    }

    @Test
    void aScanComesToWhatHasAnAccessTimeWithLabels() {
        putItemsOfReflow();
        try (DynamoAssoc assoc = builder().open()) {
            List<AssocEntry> entries = new ArrayList<>();
            assoc.scan(EnumSet.allOf(AssocKind.class), entries::add);
            assertThat(entries)
                    .extracting(entry -> entry.key().digest())
                    .containsExactlyInAnyOrder(KEY, BOTH, BOTH, NEIGHBOUR, OLD);
            assertThat(entries)
                    .contains(new AssocEntry(
                            new AssocKey(AssocKind.FILESET_V2, KEY),
                            AssocValue.reference(VALUE),
                            Instant.ofEpochSecond(1_600_000_000),
                            LABELS));
        }
    }

    @Test
    void anItemThatWeStoreIsThatOfReflow() {
        try (DynamoAssoc assoc = builder().labels(LABELS).open()) {
            assoc.store(Map.of(new AssocKey(AssocKind.FILESET_V2, KEY), AssocValue.reference(VALUE)));
        }
        assertThat(comparable(item(KEY)))
                .isEqualTo(comparable(ReflowItems.items().get(0)));
        assertSame(updates.get(0), ReflowItems.read("updates.json").get("store"));
    }

    @Test
    void anItemWithoutLabelsIsStoredAsReflowDoes() {
        try (DynamoAssoc assoc = builder().open()) {
            assoc.store(Map.of(new AssocKey(AssocKind.FILESET, KEY), AssocValue.reference(VALUE)));
        }
        assertSame(updates.get(0), ReflowItems.read("updates.json").get("storeWithoutLabels"));
    }

    @Test
    void aUseIsRecordedAsReflowDoesOnceAnHour() {
        putItemsOfReflow();
        try (DynamoAssoc assoc = builder().open()) {
            for (int minute = 0; minute < 60; minute++) {
                assertThat(assoc.get(new AssocKey(AssocKind.FILESET_V2, KEY))).isPresent();
                clock.advance(Duration.ofMinutes(1));
            }
            assoc.settle();
            assertThat(updates).isEmpty();
            for (int i = 0; i < 3; i++) {
                assertThat(assoc.get(new AssocKey(AssocKind.FILESET_V2, KEY))).isPresent();
                assoc.settle();
            }
        }
        assertThat(updates).hasSize(1);
        assertSame(updates.get(0), ReflowItems.read("updates.json").get("use"));
        assertThat(item(KEY)).containsEntry("AccessCount", AttributeValue.fromN("1"));
    }

    @Test
    void bothFormatsOfAnItemAreReadAndTheirUseIsRecordedOnce() {
        putItemsOfReflow();
        clock.advance(Duration.ofHours(2));
        List<AssocKey> both = List.of(new AssocKey(AssocKind.FILESET, BOTH), new AssocKey(AssocKind.FILESET_V2, BOTH));
        try (DynamoAssoc assoc = builder().open()) {
            assertThat(assoc.get(both)).containsOnlyKeys(both);
            assoc.settle();
        }
        assertThat(updates).hasSize(1);
    }

    @Test
    void withoutPrecisionEachUseIsRecorded() {
        putItemsOfReflow();
        try (DynamoAssoc assoc = builder().usePrecision(Duration.ZERO).open()) {
            for (int i = 0; i < 3; i++) {
                clock.advance(Duration.ofSeconds(2));
                assertThat(assoc.get(new AssocKey(AssocKind.FILESET_V2, KEY))).isPresent();
                assoc.settle();
            }
        }
        assertThat(item(KEY)).containsEntry("AccessCount", AttributeValue.fromN("3"));
    }

    @Test
    void storingOneFormatLeavesTheOtherAndAddsLabels() {
        putItemsOfReflow();
        try (DynamoAssoc assoc = builder().labels(Set.of("team=blue")).open()) {
            assoc.store(Map.of(new AssocKey(AssocKind.FILESET, KEY), AssocValue.reference(KEY)));
        }
        assertThat(item(KEY))
                .containsEntry("Value", AttributeValue.fromS(KEY.toString()))
                .containsEntry("ValueV2", AttributeValue.fromS(VALUE.toString()));
        assertThat(item(KEY).get("Labels").ss())
                .containsExactlyInAnyOrder("team=blue", "user=grail", "project=one two");
    }

    @Test
    void deletingTheLastValueDeletesTheItemAndDeletingOneOfTwoLeavesTheOther() {
        putItemsOfReflow();
        try (DynamoAssoc assoc = builder().open()) {
            assoc.delete(List.of(
                    new AssocKey(AssocKind.FILESET_V2, KEY),
                    new AssocKey(AssocKind.FILESET_V2, BOTH),
                    new AssocKey(AssocKind.FILESET, Digest.of("never there"))));
            assertThat(item(KEY)).isEmpty();
            assertThat(item(BOTH)).containsKey("Value").doesNotContainKey("ValueV2");
            assoc.delete(List.of(new AssocKey(AssocKind.FILESET, BOTH)));
            assertThat(item(BOTH)).isEmpty();
            assertThat(item(Digest.of("never there"))).isEmpty();
        }
    }

    @Test
    void aUseOfWhatWasDeletedMeanwhileLeavesNoItem() {
        new ReflowLayout(new DynamoTable(client, table, false), 1, Set.of())
                .use(Map.of("ID", AttributeValue.fromS(KEY.toString())), clock.instant());
        assertThat(item(KEY)).isEmpty();
    }

    @Test
    void collectionTakesWholeItemsAndLeavesThoseWithoutAccessTime() {
        putItemsOfReflow();
        try (DynamoAssoc assoc = builder().open()) {
            CollectPolicy policy = new CollectPolicy(
                    LiveSet.exactly(Set.of(KEY)), LiveSet.NONE, Instant.ofEpochSecond(1_600_000_002), false);
            var summary = assoc.collect(policy);
            assertThat(summary.examined()).isEqualTo(5);
            assertThat(summary.removed()).isEqualTo(3);
        }
        assertThat(item(KEY)).isNotEmpty();
        assertThat(item(BOTH)).isEmpty();
        assertThat(item(NEIGHBOUR)).isEmpty();
        assertThat(item(OLD)).isNotEmpty();
        assertThat(item(TIMELESS)).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"RESULT", "MANIFEST"})
    void entriesOfOtherSchemesAreRefused(AssocKind kind) {
        try (DynamoAssoc assoc = builder().open()) {
            AssocKey key = new AssocKey(kind, KEY);
            assertRefused(() -> assoc.store(Map.of(key, AssocValue.reference(VALUE))));
            assertRefused(() -> assoc.get(List.of(key)));
            assertRefused(() -> assoc.delete(List.of(key)));
            assertRefused(() -> assoc.expand(kind, "44fcf378"));
            assoc.scan(Set.of(kind), entry -> {
                throw new AssertionError("no such entry");
            });
        }
        assertThat(item(KEY)).isEmpty();
    }

    @Test
    void valuesInlineAreRefused() {
        try (DynamoAssoc assoc = builder().open()) {
            assertRefused(() ->
                    assoc.store(Map.of(new AssocKey(AssocKind.FILESET_V2, KEY), AssocValue.inline(new byte[] {1}))));
        }
        assertThat(item(KEY)).isEmpty();
    }

    private static void assertRefused(Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.NOT_SUPPORTED))
                .hasMessageContaining("Reflow");
    }

    private static AssocValue reference(String hex) {
        return AssocValue.reference(Digest.parse("sha256:" + hex));
    }

    private static void assertSame(UpdateItemRequest update, JsonNode expected) {
        assertThat(update.key()).isEqualTo(ReflowItems.attributes(expected.get("Key")));
        assertThat(update.updateExpression())
                .isEqualTo(expected.get("UpdateExpression").asText());
        assertThat(comparable(update.expressionAttributeValues()))
                .isEqualTo(comparable(ReflowItems.attributes(expected.get("ExpressionAttributeValues"))));
        Map<String, String> names = new java.util.HashMap<>();
        if (expected.has("ExpressionAttributeNames")) {
            expected.get("ExpressionAttributeNames")
                    .properties()
                    .forEach(field -> names.put(field.getKey(), field.getValue().asText()));
        }
        assertThat(update.expressionAttributeNames()).isEqualTo(names);
    }

    /** Sets have no order. */
    private static Map<String, Object> comparable(Map<String, AttributeValue> attributes) {
        Map<String, Object> comparable = new java.util.HashMap<>();
        attributes.forEach((name, value) -> comparable.put(name, value.hasSs() ? Set.copyOf(value.ss()) : value));
        return comparable;
    }
}
