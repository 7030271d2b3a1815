package io.weirflow.backend.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.backend.dynamodb.FaultyHttp.Fault;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.cache.AssocEntry;
import io.weirflow.cache.AssocKey;
import io.weirflow.cache.AssocKind;
import io.weirflow.cache.AssocValue;
import io.weirflow.cache.Cache;
import io.weirflow.cache.LookupOptions;
import io.weirflow.cache.LookupResult;
import io.weirflow.digest.Digest;
import io.weirflow.reflow.ReflowKeyScheme;
import io.weirflow.repository.MemoryRepository;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** How many requests are made, and what is made of tables, items and settings that are not as they should be. */
class DynamoAssocRequestsTest extends DynamoAssocScene {
    @ParameterizedTest
    @EnumSource(names = {"CACHE", "REFLOW"})
    void aLookupOfTenThousandKeysTakesAHundredRequests(TableLayout layout) {
        try (DynamoAssoc assoc = open(client, layout)) {
            Map<AssocKey, AssocValue> stored = entries(0, 500);
            assoc.store(stored);
            List<List<Digest>> requests = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                requests.add(List.of(key(i).digest()));
            }
            http.plan(index -> Fault.NONE);
            assertThat(assoc.get(entries(0, 10_000).keySet())).isEqualTo(stored);
            assertThat(http.operations()).isEqualTo(Collections.nCopies(100, "BatchGetItem"));
            if (layout == TableLayout.REFLOW) {
                http.plan(index -> Fault.NONE);
                // Two kinds of entries for each key, in one item.
                List<LookupResult> results = Cache.of(MemoryRepository.create(), assoc)
                        .lookup(
                                requests,
                                LookupOptions.of(ReflowKeyScheme.create()).withRepairs(false));
                assertThat(results).hasSize(10_000);
                assertThat(http.operations()).isEqualTo(Collections.nCopies(100, "BatchGetItem"));
            }
        }
    }

    @Test
    void entriesAreStoredAndDeletedInFullBatches() {
        try (DynamoAssoc assoc = open(client, TableLayout.CACHE)) {
            assoc.store(entries(0, 100));
            assoc.delete(entries(0, 100).keySet());
            assertThat(http.operations()).isEqualTo(Collections.nCopies(8, "BatchWriteItem"));
        }
    }

    @Test
    void aMalformedEntryIsPassedOverAndReplaced() {
        try (DynamoAssoc assoc = open(client, TableLayout.CACHE)) {
            assoc.store(entries(0, 2));
            Map<String, AttributeValue> broken = new HashMap<>(
                    new CacheLayout(new DynamoTable(client, table, false), AT_ONCE, Set.of()).itemKey(key(0)));
            broken.put("Reference", AttributeValue.fromS("nonsense"));
            client.putItem(request -> request.tableName(table).item(broken));
            assertThat(assoc.get(entries(0, 2).keySet())).containsOnlyKeys(key(1));
            List<AssocEntry> scanned = new ArrayList<>();
            assoc.scan(Set.of(AssocKind.FILESET_V2), scanned::add);
            assertThat(scanned).extracting(AssocEntry::key).containsExactly(key(1));
            assoc.store(entries(0, 1));
            assertThat(assoc.get(entries(0, 2).keySet())).hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"CACHE, REFLOW", "REFLOW, CACHE"})
    void aTableOfTheOtherLayoutIsRefusedByEachRequest(TableLayout ofTable, TableLayout ofAssoc) {
        DynamoTables.create(client, table, ofTable);
        try (DynamoAssoc assoc =
                        DynamoAssoc.builder(client, table).layout(ofAssoc).open();
                DynamoStateStore state = DynamoStateStore.open(client, table)) {
            assertInvalid(() -> assoc.store(entries(0, 1)));
            assertInvalid(() -> assoc.get(key(0)));
            assertInvalid(() -> assoc.delete(List.of(key(0))));
            assertInvalid(() -> state.get(new io.weirflow.store.StateKey("p", "s")));
        }
        assertThat(client.scan(request -> request.tableName(table)).items()).isEmpty();
    }

    private static void assertInvalid(Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID))
                .hasMessageContaining("layout");
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        assertThatThrownBy(() -> DynamoAssoc.builder(client, "t")
                        .layout(TableLayout.STATE)
                        .labels(Set.of(" "))
                        .usePrecision(Duration.ofHours(-1))
                        .deletionsPerSecond(0)
                        .scanSegments(1001)
                        .open())
                .hasMessageContainingAll("STATE", "label", "PT-1H", "found 0", "found 1001");
    }
}
