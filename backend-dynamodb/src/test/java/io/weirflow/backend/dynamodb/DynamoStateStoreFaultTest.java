package io.weirflow.backend.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import io.weirflow.backend.dynamodb.FaultyHttp.Fault;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Retry;
import io.weirflow.base.WeirflowException;
import io.weirflow.store.Commit;
import io.weirflow.store.CommitId;
import io.weirflow.store.Commits;
import io.weirflow.store.Condition;
import io.weirflow.store.Scan;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import io.weirflow.store.StateValue;
import io.weirflow.testkit.ConcurrentStateUsers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/** What becomes of commits and reads when requests and replies are lost, refused, doubled or late. */
class DynamoStateStoreFaultTest {
    private static final String TABLE = "state";
    private static final Backoff AT_ONCE = new Backoff(4, Duration.ofNanos(1), Duration.ofNanos(1), duration -> {});
    private static final FaultyHttp HTTP = new FaultyHttp();
    private static final DynamoDbClient PATIENT = LocalDynamo.client("DynamoStateStoreFaultTest", HTTP);
    private static final DynamoDbClient IMPATIENT = LocalDynamo.impatientClient("DynamoStateStoreFaultTest", HTTP);

    @BeforeAll
    static void createTheTable() {
        DynamoTables.create(PATIENT, TABLE, TableLayout.STATE);
    }

    @AfterAll
    static void closeTheClients() {
        PATIENT.close();
        IMPATIENT.close();
        HTTP.close();
    }

    private static DynamoStateStore store(DynamoDbClient client) {
        return new DynamoStateStore(new DynamoTable(client, TABLE, false), AT_ONCE);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NONE", "SILENT", "DENIED", "IN_PROGRESS"})
    void aFaultAtAnyRequestLosesNothingAndRepeatsNothing(Fault fault) {
        HTTP.plan(index -> Fault.NONE);
        workThrough(store(PATIENT));
        int requests = HTTP.operations().size();
        assertThat(requests).isGreaterThan(8);
        for (int at = 0; at < requests; at++) {
            HTTP.planAt(at, fault);
            workThrough(store(PATIENT));
            HTTP.planAt(at, fault);
            workThrough(store(IMPATIENT));
            assertThat(HTTP.operations()).hasSizeGreaterThan(requests - 1);
        }
    }

    /** Does a little of all, as services do: trying again what may pass, and checking each result. */
    private static void workThrough(StateStore store) {
        Retry retry = Retry.ofTransient(3, Duration.ZERO, 1, Duration.ZERO).withSleeper(duration -> {});
        Commits commits = new Commits(store, retry);
        String partition = "work-" + CommitId.random();
        StateKey counter = new StateKey(partition, "counter");
        for (int i = 1; i <= 3; i++) {
            int expected = i;
            StateKey trace = new StateKey(partition, "trace " + i);
            int count = commits.execute("increment", () -> {
                var record = store.get(counter);
                int next =
                        1 + record.map(r -> Integer.parseInt(r.value().utf8())).orElse(0);
                return Commits.commit(
                        Commit.builder()
                                .put(counter, StateValue.utf8("" + next), Condition.unchanged(record))
                                .put(trace, StateValue.utf8("" + next), Condition.absent())
                                .build(),
                        next);
            });
            assertThat(count).isEqualTo(expected);
        }
        StateRecord trace =
                retry.call(() -> store.get(new StateKey(partition, "trace 1"))).orElseThrow();
        Commit deletion = Commit.builder()
                .delete(trace.key(), Condition.unchanged(trace))
                .check(
                        counter,
                        Condition.at(retry.call(() -> store.get(counter))
                                .orElseThrow()
                                .version()))
                .build();
        assertThat(retry.call(() -> commits.send(deletion))).isEmpty();
        Map<StateKey, StateRecord> all = retry.call(() -> store.getAll(IntStream.rangeClosed(1, 3)
                .mapToObj(i -> new StateKey(partition, "trace " + i))
                .toList()));
        assertThat(all).hasSize(2);
        assertThat(retry.call(() ->
                        ImmutableList.copyOf(store.scanAll(Scan.of(partition).limit(2)))))
                .extracting(
                        record -> record.key().sort() + " = " + record.value().utf8())
                .containsExactly("counter = 3", "trace 2 = 2", "trace 3 = 3");
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILS_AFTER", "RESET_AFTER", "TRUNCATED", "RESET_WITHIN", "WRONG_BYTE"})
    void aCommitWhoseReplyIsLostIsOfUnknownOutcomeAndIsRecognised(Fault fault) {
        DynamoStateStore store = store(IMPATIENT);
        StateKey key = key();
        Commit commit = put(key, Condition.absent());
        HTTP.planAt(0, fault);
        assertThatThrownBy(() -> store.commitOrFail(commit)).matches(is(ErrorKind.OUTCOME_UNKNOWN));
        store.commitOrFail(
                Commit.builder().delete(key, Condition.at(commit.id())).build());
        assertThat(store.commit(commit)).isEmpty();
        assertThat(store.get(key)).isEmpty();
    }

    @Test
    void aReplyThatNeverComesIsOfUnknownOutcome() {
        Commit commit = put(key(), Condition.absent());
        HTTP.planAt(0, Fault.SILENT);
        try (DynamoDbClient hasty = LocalDynamo.hastyClient("DynamoStateStoreFaultTest", HTTP)) {
            assertThatThrownBy(() -> store(hasty).commitOrFail(commit)).matches(is(ErrorKind.OUTCOME_UNKNOWN));
            HTTP.planAt(0, Fault.SILENT);
            assertThatThrownBy(() -> store(hasty).getAll(List.of(key()))).matches(is(ErrorKind.TIMEOUT));
        }
        HTTP.plan(index -> Fault.NONE);
        assertThat(store(PATIENT).commit(commit)).isEmpty();
    }

    @Test
    void anInterruptedCommitOnItsWayIsOfUnknownOutcome() throws Exception {
        Commit commit = put(key(), Condition.absent());
        HTTP.planAt(0, Fault.SILENT);
        List<ErrorKind> kinds = new ArrayList<>();
        Thread committer = new Thread(() -> {
            try {
                store(PATIENT).commitOrFail(commit);
            } catch (WeirflowException e) {
                kinds.add(e.kind());
                kinds.add(Thread.interrupted() ? ErrorKind.CANCELED : ErrorKind.OTHER);
            }
        });
        committer.start();
        while (HTTP.operations().isEmpty()) {
            Thread.onSpinWait();
        }
        committer.interrupt();
        committer.join();
        assertThat(kinds).containsExactly(ErrorKind.OUTCOME_UNKNOWN, ErrorKind.CANCELED);
    }

    @Test
    void anInterruptedThreadSendsNothing() {
        HTTP.plan(index -> Fault.NONE);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> store(PATIENT).commitOrFail(put(key(), Condition.any())))
                .matches(is(ErrorKind.CANCELED));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(HTTP.operations()).isEmpty();
    }

    @Test
    void contentionThatPassesIsNotSeen() {
        HTTP.plan(index -> index < 3 ? Fault.CONFLICT : Fault.NONE);
        assertThat(store(IMPATIENT).commit(put(key(), Condition.absent()))).isEmpty();
        assertThat(HTTP.operations()).hasSize(4);
    }

    @Test
    void contentionThatStaysIsATemporaryFailureWithoutEffect() {
        StateKey key = key();
        HTTP.plan(index -> Fault.CONFLICT);
        assertThatThrownBy(() -> store(PATIENT).commitOrFail(put(key, Condition.absent())))
                .matches(is(ErrorKind.TEMPORARY))
                .hasMessageContaining("TransactionConflict")
                .hasMessageContaining(key.sort());
        assertThat(HTTP.operations()).hasSize(AT_ONCE.tries());
        HTTP.plan(index -> Fault.NONE);
        assertThat(store(PATIENT).get(key)).isEmpty();
    }

    @Test
    void aSendingThatIsStillUnderWayIsWaitedForAndLeavesTheOutcomeOpen() {
        HTTP.plan(index -> index < 2 ? Fault.IN_PROGRESS : Fault.NONE);
        assertThat(store(IMPATIENT).commit(put(key(), Condition.absent()))).isEmpty();
        assertThat(HTTP.operations()).hasSize(3);
        for (Fault then : List.of(Fault.IN_PROGRESS, Fault.DENIED, Fault.THROTTLED, Fault.RESET_BEFORE)) {
            HTTP.plan(index -> index == 0 ? Fault.IN_PROGRESS : then);
            assertThatThrownBy(() -> store(IMPATIENT).commitOrFail(put(key(), Condition.absent())))
                    .as(then.toString())
                    .matches(is(ErrorKind.OUTCOME_UNKNOWN));
        }
        Backoff interrupting = new Backoff(4, Duration.ofNanos(1), Duration.ofNanos(1), duration -> {
            throw new InterruptedException("while waiting");
        });
        HTTP.plan(index -> Fault.IN_PROGRESS);
        DynamoStateStore store = new DynamoStateStore(new DynamoTable(IMPATIENT, TABLE, false), interrupting);
        assertThatThrownBy(() -> store.commitOrFail(put(key(), Condition.absent())))
                .matches(is(ErrorKind.OUTCOME_UNKNOWN));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void throttlingThatStaysIsTemporaryForReadsAndUnknownForCommitsThatWereSentBefore() {
        HTTP.plan(index -> Fault.THROTTLED);
        assertThatThrownBy(() -> store(PATIENT).get(key())).matches(is(ErrorKind.TEMPORARY));
        assertThatThrownBy(() -> store(IMPATIENT).commitOrFail(put(key(), Condition.any())))
                .matches(is(ErrorKind.TEMPORARY));
        assertThatThrownBy(() -> store(PATIENT).commitOrFail(put(key(), Condition.any())))
                .matches(is(ErrorKind.OUTCOME_UNKNOWN));
    }

    @Test
    void aCommitPastTheLifeOfItsTokenIsRecognisedByARecordThatStillStands() {
        ExecutionInterceptor otherTokens = new ExecutionInterceptor() {
            @Override
            public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
                return context.request() instanceof TransactWriteItemsRequest request
                        ? request.toBuilder()
                                .clientRequestToken(CommitId.random().toString())
                                .build()
                        : context.request();
            }
        };
        HTTP.plan(index -> Fault.NONE);
        try (DynamoDbClient forgetful = LocalDynamo.client("DynamoStateStoreFaultTest", HTTP, otherTokens)) {
            DynamoStateStore store = store(forgetful);
            for (Condition condition : List.of(Condition.absent(), Condition.any())) {
                StateKey standing = key();
                StateKey overwritten = key();
                Commit commit = Commit.builder()
                        .put(overwritten, StateValue.utf8("first"), Condition.any())
                        .put(standing, StateValue.utf8("first"), condition)
                        .build();
                assertThat(store.commit(commit)).isEmpty();
                Commit other = put(overwritten, Condition.at(commit.id()));
                store.commitOrFail(other);
                assertThat(store.commit(commit)).isEmpty();
                assertThat(store.get(overwritten).orElseThrow().version()).isEqualTo(other.id());
            }
        }
    }

    @Test
    void aCommitOfTheSameIdWithOtherWritesIsRefused() {
        HTTP.plan(index -> Fault.NONE);
        Commit commit = put(key(), Condition.absent());
        store(PATIENT).commitOrFail(commit);
        Commit other = new Commit(commit.id(), put(key(), Condition.absent()).writes());
        assertThatThrownBy(() -> store(PATIENT).commitOrFail(other))
                .matches(is(ErrorKind.INVALID))
                .hasMessageContaining("other writes");
    }

    @Test
    void aTableThatIsNotThereIsNamed() {
        HTTP.plan(index -> Fault.NONE);
        DynamoStateStore missing = DynamoStateStore.open(PATIENT, "missing");
        assertThatThrownBy(() -> missing.get(key()))
                .matches(is(ErrorKind.NOT_EXIST))
                .hasMessageContaining("missing");
        assertThatThrownBy(() -> missing.commitOrFail(put(key(), Condition.any())))
                .matches(is(ErrorKind.NOT_EXIST))
                .hasMessageContaining("missing");
    }

    @Test
    void aClosedStoreSaysSoAndLeavesTheClientOpen() {
        HTTP.plan(index -> Fault.NONE);
        DynamoStateStore store = store(PATIENT);
        store.close();
        store.close();
        assertThatThrownBy(() -> store.get(key())).matches(is(ErrorKind.FATAL));
        assertThat(store(PATIENT).get(key())).isEmpty();
    }

    @Test
    void whatUsersSeeOverABadNetworkIsExplainedByOneCommitAfterTheOther() throws Exception {
        Random random = new Random(3);
        Fault[] faults = {
            Fault.FAILS_BEFORE,
            Fault.FAILS_AFTER,
            Fault.RESET_AFTER,
            Fault.RESET_BEFORE,
            Fault.CONFLICT,
            Fault.DUPLICATED
        };
        HTTP.plan(index -> random.nextInt(5) == 0 ? faults[random.nextInt(faults.length)] : Fault.NONE);
        for (int seed = 1; seed <= 3; seed++) {
            ConcurrentStateUsers.run(seed, List.of(store(IMPATIENT), store(PATIENT), store(IMPATIENT)), 30);
        }
    }

    private static StateKey key() {
        return new StateKey("fault-" + CommitId.random(), "the key");
    }

    private static Commit put(StateKey key, Condition condition) {
        return Commit.builder().put(key, StateValue.utf8("x"), condition).build();
    }

    private static java.util.function.Predicate<Throwable> is(ErrorKind kind) {
        return e -> e instanceof WeirflowException failure && failure.is(kind);
    }
}
