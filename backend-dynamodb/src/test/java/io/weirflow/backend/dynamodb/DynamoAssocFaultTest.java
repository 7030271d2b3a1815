package io.weirflow.backend.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableSet;
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
import io.weirflow.repository.CollectPolicy;
import io.weirflow.repository.LiveSet;
import io.weirflow.repository.MemoryRepository;
import io.weirflow.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;

/** How many requests are made, and what becomes of them when they fail, are done in part or are throttled. */
class DynamoAssocFaultTest {
    private static final String KEY = "DynamoAssocFaultTest";
    private static final Backoff AT_ONCE = new Backoff(4, Duration.ofNanos(1), Duration.ofNanos(1), duration -> {});
    private static final FaultyHttp HTTP = new FaultyHttp();
    private static final DynamoDbClient CLIENT = LocalDynamo.client(KEY, HTTP);
    /** What the SDK does not take for something that passes. */
    private static final ImmutableSet<Fault> NOT_TRIED_AGAIN =
            ImmutableSet.of(Fault.CONFLICT, Fault.TRUNCATED, Fault.WRONG_BYTE, Fault.REPEATED);

    private static int tables;

    private final ManualClock clock = new ManualClock(Instant.ofEpochSecond(1_600_000_000));
    private final String table = "faults-" + ++tables;

    @AfterAll
    static void closeTheClient() {
        CLIENT.close();
        HTTP.close();
    }

    @BeforeEach
    void noFaults() {
        HTTP.plan(index -> Fault.NONE);
    }

    private DynamoAssoc open(DynamoDbClient client, TableLayout layout) {
        return builder(client, layout).open();
    }

    private DynamoAssoc.Builder builder(DynamoDbClient client, TableLayout layout) {
        DynamoTables.create(client, table, layout);
        HTTP.plan(index -> Fault.NONE);
        return DynamoAssoc.builder(client, table)
                .layout(layout)
                .clock(clock)
                .scanSegments(2)
                .deletionsPerSecond(100_000)
                .waiting(Ticker.systemTicker(), duration -> {}, AT_ONCE);
    }

    private static AssocKey key(int number) {
        return new AssocKey(AssocKind.FILESET_V2, Digest.of("key " + number));
    }

    private static Map<AssocKey, AssocValue> entries(int from, int to) {
        Map<AssocKey, AssocValue> entries = new HashMap<>();
        for (int i = from; i < to; i++) {
            entries.put(key(i), AssocValue.reference(Digest.of("value " + i)));
        }
        return entries;
    }

    @ParameterizedTest
    @EnumSource(names = {"CACHE", "REFLOW"})
    void aLookupOfTenThousandKeysTakesAHundredRequests(TableLayout layout) {
        try (DynamoAssoc assoc = open(CLIENT, layout)) {
            Map<AssocKey, AssocValue> stored = entries(0, 500);
            assoc.store(stored);
            List<List<Digest>> requests = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                requests.add(List.of(key(i).digest()));
            }
            HTTP.plan(index -> Fault.NONE);
            assertThat(assoc.get(entries(0, 10_000).keySet())).isEqualTo(stored);
            assertThat(HTTP.operations()).isEqualTo(Collections.nCopies(100, "BatchGetItem"));
            if (layout == TableLayout.REFLOW) {
                HTTP.plan(index -> Fault.NONE);
                // Two kinds of entries for each key, in one item.
                List<LookupResult> results = Cache.of(MemoryRepository.create(), assoc)
                        .lookup(
                                requests,
                                LookupOptions.of(ReflowKeyScheme.create()).withRepairs(false));
                assertThat(results).hasSize(10_000);
                assertThat(HTTP.operations()).isEqualTo(Collections.nCopies(100, "BatchGetItem"));
            }
        }
    }

    @Test
    void entriesAreStoredAndDeletedInFullBatches() {
        try (DynamoAssoc assoc = open(CLIENT, TableLayout.CACHE)) {
            assoc.store(entries(0, 100));
            assoc.delete(entries(0, 100).keySet());
            assertThat(HTTP.operations()).isEqualTo(Collections.nCopies(8, "BatchWriteItem"));
        }
    }

    /** All faults that pass, in tables of both layouts. */
    static List<Arguments> faults() {
        List<Arguments> faults = new ArrayList<>();
        for (Fault fault :
                EnumSet.complementOf(EnumSet.of(Fault.NONE, Fault.SILENT, Fault.DENIED, Fault.IN_PROGRESS))) {
            for (TableLayout layout : List.of(TableLayout.CACHE, TableLayout.REFLOW)) {
                faults.add(Arguments.of(fault, layout));
            }
        }
        return faults;
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultAtAnyRequestLosesNothingAndPretendsNothing(Fault fault, TableLayout layout) {
        try (DynamoDbClient impatient = LocalDynamo.impatientClient(KEY, HTTP);
                DynamoAssoc patient = open(CLIENT, layout);
                DynamoAssoc hasty = open(impatient, layout)) {
            HTTP.plan(index -> Fault.NONE);
            workThrough(patient, 0);
            int requests = HTTP.operations().size();
            for (int at = 0; at < requests; at++) {
                HTTP.planAt(at, fault);
                if (NOT_TRIED_AGAIN.contains(fault)) {
                    pretendsNothing(patient, 10 * at);
                } else {
                    workThrough(patient, 10 * at);
                }
                HTTP.planAt(at, fault);
                pretendsNothing(hasty, 1000 + 10 * at);
            }
            HTTP.plan(index -> Fault.NONE);
        }
    }

    /** Faults are made good by the client. */
    private void workThrough(DynamoAssoc assoc, int from) {
        Map<AssocKey, AssocValue> stored = entries(from, from + 3);
        assoc.store(stored);
        assertThat(assoc.get(stored.keySet())).isEqualTo(stored);
        assertThat(assoc.expand(AssocKind.FILESET_V2, key(from).digest().hex()))
                .containsExactly(key(from).digest());
        assoc.delete(List.of(key(from)));
        assertThat(assoc.get(key(from))).isEmpty();
        assertThat(assoc.get(key(from + 1))).isPresent();
    }

    /** Faults are told; what was told to be done is done. */
    private static void pretendsNothing(DynamoAssoc assoc, int from) {
        Map<AssocKey, AssocValue> stored = entries(from, from + 3);
        boolean isStored = succeeds(() -> assoc.store(stored));
        boolean[] isRead = {false};
        Map<AssocKey, AssocValue> found = new HashMap<>();
        isRead[0] = succeeds(() -> found.putAll(assoc.get(stored.keySet())));
        if (isStored && isRead[0]) {
            assertThat(found).isEqualTo(stored);
        }
        boolean isDeleted = succeeds(() -> assoc.delete(stored.keySet()));
        boolean isReadAgain = succeeds(() -> {
            if (isDeleted) {
                assertThat(assoc.get(stored.keySet())).isEmpty();
            }
        });
        assertThat(List.of(isStored, isRead[0], isDeleted, isReadAgain).stream()
                        .filter(success -> !success)
                        .count())
                .isLessThanOrEqualTo(1);
    }

    private static boolean succeeds(Runnable action) {
        try {
            action.run();
            return true;
        } catch (WeirflowException e) {
            assertThat(e.failure().isTransient()).as(e.toString()).isTrue();
            return false;
        }
    }

    @ParameterizedTest
    @CsvSource({"CACHE, 7", "CACHE, 1", "REFLOW, 7"})
    void whatIsLeftUndoneIsDoneInTheEnd(TableLayout layout, int atOnce) {
        try (DynamoDbClient partial = LocalDynamo.client(KEY, HTTP, new PartialReplies(() -> atOnce));
                DynamoAssoc assoc = open(partial, layout)) {
            Map<AssocKey, AssocValue> stored = entries(0, 35);
            assoc.store(stored);
            assertThat(assoc.get(entries(0, 40).keySet())).isEqualTo(stored);
            assoc.delete(entries(0, 30).keySet());
            assertThat(assoc.get(stored.keySet())).isEqualTo(entries(30, 35));
        }
    }

    @Test
    void aTableThatStaysThrottledIsATemporaryFailure() {
        AtomicInteger atOnce = new AtomicInteger();
        try (DynamoDbClient partial = LocalDynamo.client(KEY, HTTP, new PartialReplies(atOnce::get));
                DynamoAssoc assoc = open(partial, TableLayout.CACHE)) {
            assertTemporary(() -> assoc.store(entries(0, 5)));
            assertTemporary(() -> assoc.get(entries(0, 5).keySet()));
            atOnce.set(3);
            assoc.store(entries(0, 5));
            assertThat(assoc.get(entries(0, 5).keySet())).hasSize(5);
            HTTP.plan(index -> Fault.THROTTLED);
            assertTemporary(() -> assoc.get(entries(0, 5).keySet()));
            HTTP.plan(index -> Fault.NONE);
        }
    }

    private static void assertTemporary(Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.TEMPORARY))
                .hasMessageContaining("faults-");
    }

    @Test
    void aUseThatCannotBeRecordedDisturbsNoReader() {
        try (DynamoAssoc assoc = open(CLIENT, TableLayout.CACHE)) {
            assoc.store(entries(0, 3));
            clock.advance(Duration.ofHours(2));
            HTTP.plan(index -> index == 0 ? Fault.NONE : Fault.THROTTLED);
            assertThat(assoc.get(entries(0, 3).keySet())).hasSize(3);
            assoc.settle();
            HTTP.plan(index -> Fault.NONE);
            assertThat(assoc.get(entries(0, 3).keySet())).hasSize(3);
            assoc.settle();
            assertThat(HTTP.operations())
                    .hasSize(4)
                    .filteredOn("UpdateItem"::equals)
                    .hasSize(3);
        }
    }

    @Test
    void anEntryThatIsUsedBetweenJudgementAndRemovalStays() {
        List<DynamoAssoc> user = new ArrayList<>();
        ExecutionInterceptor meanwhile = new ExecutionInterceptor() {
            @Override
            public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
                if (context.request() instanceof DeleteItemRequest) {
                    assertThat(user.get(0).get(key(1))).isPresent();
                    user.get(0).settle();
                }
            }
        };
        try (DynamoDbClient slow = LocalDynamo.client(KEY, HTTP, meanwhile);
                DynamoAssoc collector = open(slow, TableLayout.CACHE);
                DynamoAssoc other = open(CLIENT, TableLayout.CACHE)) {
            user.add(other);
            other.store(entries(1, 3));
            clock.advance(Duration.ofDays(2));
            CollectPolicy policy = new CollectPolicy(
                    LiveSet.NONE, LiveSet.NONE, clock.instant().minus(Duration.ofDays(1)), false);
            assertThat(collector.collect(policy).removed()).isEqualTo(1);
            assertThat(other.get(entries(1, 3).keySet())).containsOnlyKeys(key(1));
        }
    }

    @Test
    void aMalformedEntryIsPassedOverAndReplaced() {
        try (DynamoAssoc assoc = open(CLIENT, TableLayout.CACHE)) {
            assoc.store(entries(0, 2));
            Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> broken = new HashMap<>(
                    new CacheLayout(new DynamoTable(CLIENT, table, false), AT_ONCE, Set.of()).itemKey(key(0)));
            broken.put("Reference", software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS("nonsense"));
            CLIENT.putItem(request -> request.tableName(table).item(broken));
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
        DynamoTables.create(CLIENT, table, ofTable);
        try (DynamoAssoc assoc =
                        DynamoAssoc.builder(CLIENT, table).layout(ofAssoc).open();
                DynamoStateStore state = DynamoStateStore.open(CLIENT, table)) {
            assertInvalid(() -> assoc.store(entries(0, 1)));
            assertInvalid(() -> assoc.get(key(0)));
            assertInvalid(() -> assoc.delete(List.of(key(0))));
            assertInvalid(() -> state.get(new io.weirflow.store.StateKey("p", "s")));
        }
        assertThat(CLIENT.scan(request -> request.tableName(table)).items()).isEmpty();
    }

    private static void assertInvalid(Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID))
                .hasMessageContaining("layout");
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        assertThatThrownBy(() -> DynamoAssoc.builder(CLIENT, "t")
                        .layout(TableLayout.STATE)
                        .labels(Set.of(" "))
                        .usePrecision(Duration.ofHours(-1))
                        .deletionsPerSecond(0)
                        .scanSegments(1001)
                        .open())
                .hasMessageContainingAll("STATE", "label", "PT-1H", "found 0", "found 1001");
    }
}
