package io.weirflow.testkit;

import static io.weirflow.testkit.JournalRules.events;
import static io.weirflow.testkit.JournalRules.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.journal.Event;
import io.weirflow.journal.Expect;
import io.weirflow.journal.Journal;
import io.weirflow.journal.StoredSnapshot;
import io.weirflow.journal.TrimPolicy;
import io.weirflow.journal.Version;
import io.weirflow.journal.VersionConflictException;
import io.weirflow.store.Scan;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateValue;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is hidden, deleted and removed, and when. */
interface JournalRetentionRules extends JournalRules {
    @Test
    default void aDeletedHistoryReadsAsEmptyAtOnce() {
        Version one = journal().append(HISTORY, Expect.any(), events("a"));
        Version two = journal().append(HISTORY, Expect.any(), events("b"));
        assertThat(journal().snapshot(HISTORY, new StoredSnapshot(one, StateValue.EMPTY)))
                .isTrue();
        assertThatThrownBy(() -> journal().delete(HISTORY, Expect.version(one)))
                .isInstanceOfSatisfying(
                        VersionConflictException.class,
                        e -> assertThat(e.stored()).isEqualTo(two));
        journal().delete(HISTORY, Expect.version(two));
        journal().delete(HISTORY, Expect.version(two));
        journal().delete(HISTORY, Expect.any());
        journal().delete("never", Expect.any());
        assertThat(journal().head(HISTORY)).isEqualTo(Version.EPOCH);
        assertThat(said()).isEmpty();
        assertThat(texts(journal(), HISTORY, one)).isEmpty();
        assertThat(journal().since(HISTORY, one)).isEmpty();
        assertThat(journal().read(HISTORY).snapshot()).isEmpty();
    }

    @Test
    default void aHistoryBegunAgainHasNothingOfTheOldOne() {
        Version old = journal().append(HISTORY, Expect.any(), events("old"));
        journal().delete(HISTORY, Expect.any());
        assertThatThrownBy(() -> journal().append(HISTORY, Expect.version(old), events("late")))
                .isInstanceOf(VersionConflictException.class);
        Version fresh = journal().append(HISTORY, Expect.version(Version.EPOCH), events("new"));
        assertThat(said()).containsExactly("new");
        assertThat(texts(journal(), HISTORY, fresh)).isEmpty();
        assertThat(journal().since(HISTORY, old)).isEmpty();
        assertThatThrownBy(() -> journal().append(HISTORY, Expect.version(old), events("late")))
                .isInstanceOf(VersionConflictException.class);
        assertThatThrownBy(() -> journal().delete(HISTORY, Expect.version(old)))
                .isInstanceOf(VersionConflictException.class);
        journal().append(HISTORY, Expect.version(fresh), events("more"));
        assertThat(texts(journal(another()).read(HISTORY).entries())).containsExactly("new", "more");
    }

    @Test
    default void aDeletedHistoryIsRemovedInTwoSteps() {
        Version old = journal().append(HISTORY, Expect.any(), events("a"));
        journal().append(HISTORY, Expect.any(), events("b"));
        journal().delete(HISTORY, Expect.any());
        clock().advance(Journal.ENTRIES_KEPT.minusMillis(1));
        sweep();
        assertThat(records()).hasSize(4); // two entries, that of the deletion, and the start
        clock().advance(Duration.ofMillis(1));
        sweep();
        assertThat(records()).hasSize(2);
        assertThat(journal().head(HISTORY)).isEqualTo(Version.EPOCH);
        clock().advance(Journal.DELETION_KEPT.minus(Journal.ENTRIES_KEPT).minusMillis(1));
        sweep();
        assertThat(records()).hasSize(2);
        clock().advance(Duration.ofMillis(1));
        sweep();
        assertThat(records()).isEmpty();
        assertThat(removals()).isEmpty();
        assertThatThrownBy(() -> journal().append(HISTORY, Expect.version(old), events("late")))
                .isInstanceOf(VersionConflictException.class);
        assertThat(journal()
                        .append(HISTORY, Expect.version(Version.EPOCH), events("new"))
                        .number())
                .isEqualTo(1);
    }

    @Test
    default void removingADeletedHistorySparesTheOneBegunSince() {
        journal().append(HISTORY, Expect.any(), events("old"));
        journal().delete(HISTORY, Expect.any());
        journal().append(HISTORY, Expect.any(), events("new"));
        clock().advance(Journal.DELETION_KEPT);
        sweep();
        assertThat(removals()).isEmpty();
        assertThat(said()).containsExactly("new");
        Version two = journal().append(HISTORY, Expect.any(), events("more"));
        assertThat(said()).containsExactly("new", "more");
        journal().delete(HISTORY, Expect.version(two));
        clock().advance(Journal.DELETION_KEPT);
        sweep();
        assertThat(records()).isEmpty();
    }

    @Test
    default void trimmingHidesFirstAndRemovesLater() {
        TrimPolicy policy = TrimPolicy.olderThan(Duration.ofDays(10));
        Version one = journal().append(HISTORY, Expect.any(), events("a"));
        Version two = journal().append(HISTORY, Expect.any(), events("b"));
        clock().advance(Duration.ofDays(10));
        Version three = journal().append(HISTORY, Expect.any(), events("c"));
        assertThat(journal().trim(HISTORY, policy)).isEqualTo(Version.EPOCH);
        clock().advance(Duration.ofMillis(1));
        assertThat(journal().trim(HISTORY, policy)).isEqualTo(two);
        assertThat(said()).containsExactly("c");
        assertThat(texts(journal(), HISTORY, one)).containsExactly("b", "c");
        assertThat(texts(journal().read(HISTORY).entries())).containsExactly("c");

        clock().advance(Duration.ofDays(30).minusMillis(1));
        assertThat(journal().trim(HISTORY, policy))
                .as("within thirty days of the last move")
                .isEqualTo(two);
        assertThat(records()).hasSize(4);
        Version four = journal().append(HISTORY, Expect.any(), events("d"));
        clock().advance(Duration.ofMillis(1));
        assertThat(journal().trim(HISTORY, policy)).isEqualTo(three);
        assertThat(records()).as("c, d and the start").hasSize(3);
        assertThat(said()).containsExactly("d");
        assertThat(texts(journal(), HISTORY, three)).containsExactly("d");
        assertThat(journal().since(HISTORY, one)).isEmpty();
        assertThatThrownBy(() -> journal().append(HISTORY, Expect.version(Version.EPOCH), events("x")))
                .as("the first record is gone, but not the history")
                .isInstanceOf(VersionConflictException.class);
        journal().append(HISTORY, Expect.version(four), events("e"));
        assertThat(said()).containsExactly("d", "e");
    }

    @Test
    default void trimmingNeverRemovesWhatItHidesInTheSamePass() {
        TrimPolicy at = new TrimPolicy((entry, next, now) -> true, Duration.ZERO, Duration.ZERO);
        Version one = journal().append(HISTORY, Expect.any(), events("a"));
        assertThat(journal().trim(HISTORY, at)).isEqualTo(one);
        assertThat(records()).as("the entry and the start").hasSize(2);
        assertThat(said()).isEmpty();
        assertThat(journal().head(HISTORY)).isEqualTo(one);
        Version two = journal().append(HISTORY, Expect.version(one), events("b"));
        assertThat(journal().trim(HISTORY, at)).isEqualTo(two);
        assertThat(records()).as("the second entry and the start").hasSize(2);
    }

    @Test
    default void aHistoryCanBeTrimmedToWhereASnapshotBegins() {
        TrimPolicy policy = TrimPolicy.before("said");
        journal().append(HISTORY, Expect.any(), List.of(new Event("x", StateValue.utf8("1"))));
        journal().append(HISTORY, Expect.any(), events("2"));
        journal().append(HISTORY, Expect.any(), List.of(new Event("x", StateValue.utf8("3"))));
        journal().trim(HISTORY, policy);
        assertThat(said()).containsExactly("2", "3");
    }

    @Test
    default void trimmingWhatDoesNotExistDoesNothing() {
        TrimPolicy all = new TrimPolicy((entry, next, now) -> true, Duration.ZERO, Duration.ZERO);
        assertThat(journal().trim("never", all)).isEqualTo(Version.EPOCH);
        journal().append(HISTORY, Expect.any(), events("a"));
        journal().delete(HISTORY, Expect.any());
        assertThat(journal().trim(HISTORY, all)).isEqualTo(Version.EPOCH);
        assertThat(records()).hasSize(3);
    }

    private void sweep() {
        while (journal().sweep()) {}
    }

    private List<StateRecord> records() {
        return store().scan(Scan.of(namespace() + "/journal/" + HISTORY)).records();
    }

    private List<StateRecord> removals() {
        return store().scan(Scan.of(namespace() + "/journal-removals")).records();
    }
}
