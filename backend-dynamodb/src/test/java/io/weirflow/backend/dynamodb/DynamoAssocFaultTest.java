package io.weirflow.backend.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableSet;
import io.weirflow.backend.dynamodb.FaultyHttp.Fault;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.cache.AssocKey;
import io.weirflow.cache.AssocKind;
import io.weirflow.cache.AssocValue;
import io.weirflow.repository.CollectPolicy;
import io.weirflow.repository.LiveSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;

/** What becomes of requests when they fail, are done in part or are throttled. */
class DynamoAssocFaultTest extends DynamoAssocScene {
    /** What the SDK does not take for something that passes. */
    private static final ImmutableSet<Fault> NOT_TRIED_AGAIN =
            ImmutableSet.of(Fault.CONFLICT, Fault.TRUNCATED, Fault.WRONG_BYTE, Fault.REPEATED);

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
        try (DynamoDbClient impatient = LocalDynamo.impatientClient(KEY, http);
                DynamoAssoc patient = open(client, layout);
                DynamoAssoc hasty = open(impatient, layout)) {
            http.plan(index -> Fault.NONE);
            workThrough(patient, 0);
            int requests = http.operations().size();
            for (int at = 0; at < requests; at++) {
                http.planAt(at, fault);
                if (NOT_TRIED_AGAIN.contains(fault)) {
                    pretendsNothing(patient, 10 * at);
                } else {
                    workThrough(patient, 10 * at);
                }
                http.planAt(at, fault);
                pretendsNothing(hasty, 1000 + 10 * at);
            }
            http.plan(index -> Fault.NONE);
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
        try (DynamoDbClient partial = LocalDynamo.client(KEY, http, new PartialReplies(() -> atOnce));
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
        try (DynamoDbClient partial = LocalDynamo.client(KEY, http, new PartialReplies(atOnce::get));
                DynamoAssoc assoc = open(partial, TableLayout.CACHE)) {
            assertTemporary(() -> assoc.store(entries(0, 5)));
            assertTemporary(() -> assoc.get(entries(0, 5).keySet()));
            atOnce.set(3);
            assoc.store(entries(0, 5));
            assertThat(assoc.get(entries(0, 5).keySet())).hasSize(5);
            http.plan(index -> Fault.THROTTLED);
            assertTemporary(() -> assoc.get(entries(0, 5).keySet()));
            http.plan(index -> Fault.NONE);
        }
    }

    private static void assertTemporary(Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.TEMPORARY))
                .hasMessageContaining("scene-");
    }

    @Test
    void aUseThatCannotBeRecordedDisturbsNoReader() {
        try (DynamoAssoc assoc = open(client, TableLayout.CACHE)) {
            assoc.store(entries(0, 3));
            clock.advance(Duration.ofHours(2));
            http.plan(index -> index == 0 ? Fault.NONE : Fault.THROTTLED);
            assertThat(assoc.get(entries(0, 3).keySet())).hasSize(3);
            assoc.settle();
            http.plan(index -> Fault.NONE);
            assertThat(assoc.get(entries(0, 3).keySet())).hasSize(3);
            assoc.settle();
            assertThat(http.operations())
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
        try (DynamoDbClient slow = LocalDynamo.client(KEY, http, meanwhile);
                DynamoAssoc collector = open(slow, TableLayout.CACHE);
                DynamoAssoc other = open(client, TableLayout.CACHE)) {
            user.add(other);
            other.store(entries(1, 3));
            clock.advance(Duration.ofDays(2));
            CollectPolicy policy = new CollectPolicy(
                    LiveSet.NONE, LiveSet.NONE, clock.instant().minus(Duration.ofDays(1)), false);
            assertThat(collector.collect(policy).removed()).isEqualTo(1);
            assertThat(other.get(entries(1, 3).keySet())).containsOnlyKeys(key(1));
        }
    }
}
