package io.weirflow.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Retry;
import io.weirflow.base.WeirflowException;
import io.weirflow.testkit.FaultyStateStore;
import io.weirflow.testkit.FaultyStateStore.Fault;
import io.weirflow.testkit.FaultyStateStore.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CommitsTest {
    private static final StateKey KEY = new StateKey("p", "counter");

    private final MemoryStateStore store = new MemoryStateStore();
    private final List<Duration> waits = new ArrayList<>();

    @Test
    void aStepIsDecidedAgainAfterAConflict() {
        Commits commits = commits(Plan.atCommit(2, Fault.CONTENDED));
        assertThat(increment(commits)).isEqualTo(1);
        assertThat(increment(commits)).isEqualTo(2);
        assertThat(waits).hasSize(1);
    }

    @Test
    void aLostReplyDoesNotRepeatTheEffect() {
        Commits commits = commits(Plan.atCommit(1, Fault.REPLY_LOST));
        assertThat(increment(commits)).isEqualTo(1);
        assertThat(increment(commits)).isEqualTo(2);
    }

    @Test
    void nothingIsLostOrRepeatedUnderRandomFaults() {
        Commits commits =
                commits(Plan.random(new Random(1), 0.4, Fault.FAILS_BEFORE, Fault.REPLY_LOST, Fault.CONTENDED));
        for (int i = 1; i <= 300; i++) {
            assertThat(increment(commits)).isEqualTo(i);
        }
    }

    @Test
    void theNumberOfTriesIsBoundedAndTheWaitsGrow() {
        Commits commits = commits(isCommit -> isCommit ? Fault.CONTENDED : Fault.NONE);
        store.commitOrFail(Commit.builder()
                .put(KEY, StateValue.utf8("0"), Condition.absent())
                .build());
        assertThatThrownBy(() -> increment(commits))
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.TOO_MANY_TRIES))
                .hasMessageContaining("increment");
        assertThat(waits).hasSize(12);
        assertThat(waits.get(11)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
    }

    @Test
    void anOutcomeThatStaysUnknownIsReportedAsUnknown() {
        Commits commits = commits(isCommit -> isCommit ? Fault.REPLY_LOST : Fault.NONE);
        assertUnknown(() -> increment(commits));
        int[] sent = {0};
        Commits then =
                commits(isCommit -> !isCommit ? Fault.NONE : sent[0]++ == 0 ? Fault.REPLY_LOST : Fault.FAILS_BEFORE);
        assertUnknown(() -> increment(then));
    }

    @Test
    void aDecisionForNothingWritesNothing() {
        assertThat(commits(isCommit -> isCommit ? Fault.FAILS_BEFORE : Fault.NONE)
                        .<String>execute("look", () -> Commits.nothing("seen")))
                .isEqualTo("seen");
    }

    @Test
    void fieldsAreReadAsTheyWereWrittenAndOtherFormatsRefused() {
        StateValue value = new StateEncoder("test", 2)
                .text("ü")
                .number(-7)
                .bytes(new byte[] {1, 0})
                .text("of a later release")
                .value();
        StateRecord record = new StateRecord(KEY, value, CommitId.random());
        StateDecoder fields = new StateDecoder(record, "test", 2);
        assertThat(fields.text()).isEqualTo("ü");
        assertThat(fields.number()).isEqualTo(-7);
        assertThat(fields.bytes()).containsExactly(1, 0);
        assertKind(ErrorKind.NOT_SUPPORTED, () -> new StateDecoder(record, "test", 1));
        assertKind(ErrorKind.INTEGRITY, () -> new StateDecoder(record, "other", 2));
        StateRecord cut =
                new StateRecord(KEY, StateValue.of(java.util.Arrays.copyOf(value.bytes(), 20)), record.version());
        assertKind(ErrorKind.INTEGRITY, () -> {
            StateDecoder short1 = new StateDecoder(cut, "test", 2);
            short1.text();
            short1.number();
        });
    }

    private static void assertKind(ErrorKind kind, org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    private static void assertUnknown(org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
        assertKind(ErrorKind.OUTCOME_UNKNOWN, action);
    }

    private Commits commits(Plan plan) {
        Commits usual = Commits.on(new FaultyStateStore(store, plan));
        Retry.Sleeper sleeper = waits::add;
        return new Commits(usual.store(), usual.retry().withSleeper(sleeper));
    }

    private static int increment(Commits commits) {
        return commits.execute("increment", () -> {
            Optional<StateRecord> record = commits.store().get(KEY);
            int next = record.map(r -> Integer.parseInt(r.value().utf8())).orElse(0) + 1;
            return Commits.commit(
                    Commit.builder()
                            .put(KEY, StateValue.utf8(String.valueOf(next)), Condition.unchanged(record))
                            .build(),
                    next);
        });
    }
}
