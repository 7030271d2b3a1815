package io.weirflow.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.journal.Expect;
import io.weirflow.journal.JournalEntry;
import io.weirflow.journal.TrimPolicy;
import io.weirflow.journal.Version;
import io.weirflow.journal.VersionConflictException;
import io.weirflow.journal.aggregate.AggregateOptions;
import io.weirflow.journal.aggregate.Aggregates;
import io.weirflow.journal.aggregate.Planned;
import io.weirflow.journal.aggregate.Told;
import io.weirflow.journal.aggregate.Versioned;
import io.weirflow.store.CommitId;
import io.weirflow.store.StateStore;
import io.weirflow.testkit.Cans.Can;
import io.weirflow.testkit.Cans.Command;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How commands are decided. The aggregates are {@link Cans}. */
interface AggregateRules extends JournalRules {
    private Aggregates<Can, Command> cans(StateStore store, Cans behavior) {
        return Aggregates.of(journal(store), "can", behavior, new AggregateOptions(10, 5));
    }

    private Aggregates<Can, Command> cans() {
        return cans(store(), new Cans());
    }

    private static Command fillTo(int level) {
        return new Command("fill", level);
    }

    @Test
    default void aCommandThatChangesNothingLeavesTheVersion() {
        Aggregates<Can, Command> cans = cans();
        Told<Can> first = cans.tell("a", Expect.any(), fillTo(3));
        assertThat(first.changed()).isTrue();
        assertThat(first.state()).isEqualTo(new Can("a", 3));
        Told<Can> again = cans.tell("a", Expect.any(), fillTo(3));
        assertThat(again).isEqualTo(new Told<>(first.state(), first.version(), false));
        assertThat(cans.tell("b", Expect.any(), fillTo(0)).version()).isEqualTo(Version.EPOCH);
        assertThat(journal().head("can/b")).isEqualTo(Version.EPOCH);
    }

    @Test
    default void theVersionIsCheckedBeforeTheCommandIs() {
        Cans behavior = new Cans();
        Aggregates<Can, Command> cans = cans(store(), behavior);
        Version one = cans.tell("a", Expect.version(Version.EPOCH), fillTo(1)).version();
        Version two = cans.tell("a", Expect.version(one), fillTo(2)).version();
        for (Command command : List.of(fillTo(3), fillTo(2), new Command("spill", 0))) {
            assertThatThrownBy(() -> cans.tell("a", Expect.version(one), command))
                    .isInstanceOfSatisfying(
                            VersionConflictException.class,
                            e -> assertThat(e.stored()).isEqualTo(two));
        }
        assertThatThrownBy(() -> cans.tell("a", Expect.version(two), new Command("spill", 0)))
                .as("what the behavior throws comes as it is")
                .isSameAs(behavior.refused);
        assertThat(cans.find("a")).isEqualTo(new Versioned<>(new Can("a", 2), two));
    }

    @Test
    default void whoHasSeenAnAggregateBeforeAndWhoHasNotAgree() {
        Aggregates<Can, Command> here = cans();
        Aggregates<Can, Command> there = cans(another(), new Cans());
        for (int i = 1; i <= 12; i++) {
            Told<Can> told = (i % 2 == 0 ? here : there).tell("a", Expect.any(), fillTo(i));
            Versioned<Can> expected = new Versioned<>(new Can("a", i), told.version());
            assertThat(here.find("a")).isEqualTo(expected);
            assertThat(there.find("a")).isEqualTo(expected);
            assertThat(cans().find("a")).isEqualTo(expected);
        }
    }

    @Test
    default void whoIsOvertakenDecidesAnewIfToldTo() {
        AtomicInteger times = new AtomicInteger();
        Aggregates<Can, Command> overtaken = cans(
                new FaultyStateStore(store(), isCommit -> {
                    if (isCommit && times.getAndDecrement() > 0) {
                        Aggregates<Can, Command> other = cans();
                        other.tell(
                                "a",
                                Expect.any(),
                                fillTo(other.find("a").state().level() + 1));
                    }
                    return FaultyStateStore.Fault.NONE;
                }),
                new Cans());
        times.set(1);
        assertThatThrownBy(() -> overtaken.tell("a", Expect.any(), fillTo(50)))
                .isInstanceOf(VersionConflictException.class);
        times.set(5);
        assertThat(overtaken.tell("a", Expect.anyWithRetry(), fillTo(50)).state())
                .isEqualTo(new Can("a", 50));
        times.set(6);
        assertThatThrownBy(() -> overtaken.tell("a", Expect.anyWithRetry(), fillTo(70)))
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.TOO_MANY_TRIES))
                .hasCauseInstanceOf(VersionConflictException.class);
        times.set(1);
        Version version = cans().find("a").version();
        assertThatThrownBy(() -> overtaken.tell("a", Expect.version(version), fillTo(80)))
                .isInstanceOf(VersionConflictException.class);
    }

    @Test
    default void aSnapshotSavesReadingWhatCameBefore() {
        Aggregates<Can, Command> cans = cans();
        for (int i = 1; i <= 12; i++) {
            cans.tell("a", Expect.any(), fillTo(i));
        }
        Cans counting = new Cans();
        assertThat(cans(another(), counting).find("a").state()).isEqualTo(new Can("a", 12));
        assertThat(counting.advanced).hasValue(2);
        Cans changed = new Cans(2); // of a release that does not read the snapshots of the earlier
        assertThat(cans(store(), changed).find("a").state()).isEqualTo(new Can("a", 12));
        assertThat(changed.advanced).hasValue(12);
    }

    @Test
    default void aStateThatWasDeletedElsewhereIsNotServed() {
        Aggregates<Can, Command> cans = cans();
        Aggregates<Can, Command> other = cans(another(), new Cans());
        Version one = cans.tell("a", Expect.any(), fillTo(3)).version();
        other.delete("a", Expect.version(one), new Command("delete", 0));
        assertThat(cans.find("a")).isEqualTo(new Versioned<>(new Can("a", 0), Version.EPOCH));
        assertThatThrownBy(() -> cans.tell("a", Expect.version(one), fillTo(4)))
                .isInstanceOf(VersionConflictException.class);
        assertThat(cans.tell("a", Expect.any(), fillTo(4)).state()).isEqualTo(new Can("a", 4));
        assertThat(other.find("a").state()).isEqualTo(new Can("a", 4));
    }

    @Test
    default void aDeletionNeedsPermissionAndTheRightVersion() {
        Cans behavior = new Cans();
        Aggregates<Can, Command> cans = cans(store(), behavior);
        cans.delete("never", Expect.any(), new Command("delete", 0));
        Version one = cans.tell("a", Expect.any(), fillTo(3)).version();
        assertThatThrownBy(() -> cans.delete("a", Expect.any(), new Command("spill", 0)))
                .isSameAs(behavior.refused);
        Version wrong = new Version(1, CommitId.random());
        assertThatThrownBy(() -> cans.delete("a", Expect.version(wrong), new Command("delete", 0)))
                .isInstanceOf(VersionConflictException.class);
        assertThatThrownBy(() -> cans.delete("never", Expect.version(wrong), new Command("delete", 0)))
                .isInstanceOf(VersionConflictException.class);
        assertThatThrownBy(() -> cans.delete("a", Expect.any(), fillTo(9)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(cans.find("a").version()).isEqualTo(one);
        cans.delete("a", Expect.version(one), new Command("delete", 0));
        cans.delete("a", Expect.any(), new Command("delete", 0));
        assertThat(cans.find("a").version()).isEqualTo(Version.EPOCH);
    }

    @Test
    default void commandsToSeveralAggregatesTakeEffectTogether() {
        Aggregates<Can, Command> cans = cans();
        Planned<Can> one = cans.plan("a", Expect.any(), fillTo(1));
        Planned<Can> two = cans.plan("b", Expect.any(), fillTo(2));
        List<JournalEntry> entries = journal()
                .append(List.of(one.append().orElseThrow(), two.append().orElseThrow()));
        assertThat(cans.appended("a", one, entries.get(0)).state()).isEqualTo(new Can("a", 1));
        assertThat(cans.find("b").state()).isEqualTo(new Can("b", 2));
        assertThatThrownBy(() -> journal().append(List.of(one.append().orElseThrow())))
                .isInstanceOf(VersionConflictException.class);
    }

    @Test
    default void aTrimmedHistoryIsReadFromItsBeginning() {
        Aggregates<Can, Command> cans = cans();
        cans.tell("a", Expect.any(), fillTo(1));
        Version two = cans.tell("a", Expect.any(), fillTo(2)).version();
        journal().trim("can/a", new TrimPolicy((entry, next, now) -> true, Duration.ZERO, Duration.ZERO));
        Versioned<Can> fresh = cans().find("a");
        assertThat(fresh.version()).isEqualTo(two);
        assertThat(cans().tell("a", Expect.version(two), fillTo(7)).state()).isEqualTo(new Can("a", 7));
    }
}
