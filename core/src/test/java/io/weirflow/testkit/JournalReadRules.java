package io.weirflow.testkit;

import static io.weirflow.testkit.JournalRules.entries;
import static io.weirflow.testkit.JournalRules.events;
import static io.weirflow.testkit.JournalRules.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.journal.Expect;
import io.weirflow.journal.History;
import io.weirflow.journal.JournalEntry;
import io.weirflow.journal.StoredSnapshot;
import io.weirflow.journal.Version;
import io.weirflow.store.Commit;
import io.weirflow.store.CommitId;
import io.weirflow.store.Condition;
import io.weirflow.store.Scan;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateValue;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How histories are read. */
interface JournalReadRules extends JournalRules {
    @Test
    default void readingGoesOnAfterAnyVersion() {
        List<Version> versions = append("a", "b", "c");
        assertThat(said()).containsExactly("a", "b", "c");
        assertThat(texts(journal(), HISTORY, versions.get(0))).containsExactly("b", "c");
        assertThat(texts(journal(), HISTORY, versions.get(2))).isEmpty();
        assertThat(texts(journal(), "never", Version.EPOCH)).isEmpty();
        assertThat(texts(journal(), "never", versions.get(0))).isEmpty();
        assertThat(journal().head("never")).isEqualTo(Version.EPOCH);
    }

    @Test
    default void aVersionThatTheHistoryNeverHadIsAnError() {
        List<Version> versions = append("a", "b");
        for (Version unknown : List.of(
                new Version(1, CommitId.random()),
                new Version(9, versions.get(1).id()))) {
            assertThatThrownBy(() -> journal().find(HISTORY, unknown))
                    .isInstanceOfSatisfying(
                            WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.PRECONDITION))
                    .hasMessageContaining(unknown.toString());
            assertThat(journal().since(HISTORY, unknown)).isEmpty();
        }
    }

    @Test
    default void aHistoryLongerThanAPageIsReadWhole() {
        List<String> expected = new ArrayList<>();
        List<Version> versions = new ArrayList<>();
        Version version = Version.EPOCH;
        for (int i = 0; i < 130; i++) {
            version = journal().append(HISTORY, Expect.version(version), events("e" + i));
            versions.add(version);
            expected.add("e" + i);
        }
        assertThat(said()).isEqualTo(expected);
        assertThat(texts(journal(), HISTORY, versions.get(3))).isEqualTo(expected.subList(4, 130));
        assertThat(texts(journal(), HISTORY, versions.get(120))).isEqualTo(expected.subList(121, 130));
    }

    @Test
    default void readersSeeAnAppendWholeOrNotAtAll() {
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 10; i++) {
                journal(store()).append(HISTORY, Expect.any(), events(i + "a", i + "b", i + "c"));
            }
        });
        int seen = 0;
        while (seen < 10) {
            List<JournalEntry> entries = entries(journal(store()).find(HISTORY, Version.EPOCH));
            assertThat(entries).allSatisfy(entry -> assertThat(entry.events()).hasSize(3));
            assertThat(entries).hasSizeGreaterThanOrEqualTo(seen);
            seen = entries.size();
            assertThat(writer.isCompletedExceptionally()).isFalse();
        }
        writer.join();
    }

    @Test
    default void aBrokenChainIsDetected() {
        append("a", "b", "c");
        StateRecord second = records().get(1);
        store().commitOrFail(Commit.builder()
                .put(second.key(), second.value(), Condition.unchanged(second))
                .build());
        assertFailsWith(ErrorKind.INTEGRITY, journal().find(HISTORY, Version.EPOCH));
        store().commitOrFail(
                        Commit.builder().delete(second.key(), Condition.any()).build());
        assertFailsWith(ErrorKind.TEMPORARY, journal().find(HISTORY, Version.EPOCH));
    }

    @Test
    default void readingStartsAtTheSnapshot() {
        List<Version> versions = append("a", "b", "c");
        StoredSnapshot snapshot = new StoredSnapshot(versions.get(1), StateValue.utf8("a and b"));
        assertThat(journal().snapshot(HISTORY, snapshot)).isTrue();
        History history = journal(another()).read(HISTORY);
        assertThat(history.snapshot()).contains(snapshot);
        assertThat(history.head()).isEqualTo(versions.get(2));
        assertThat(texts(history.entries())).containsExactly("c");
        assertThat(said()).containsExactly("a", "b", "c");
        assertThat(journal().readAll(HISTORY).snapshot()).isEmpty();
    }

    @Test
    default void anOlderOrUnknownSnapshotIsRefused() {
        List<Version> versions = append("a", "b");
        StoredSnapshot newest = new StoredSnapshot(versions.get(1), StateValue.utf8("both"));
        assertThat(journal().snapshot(HISTORY, newest)).isTrue();
        assertThat(journal().snapshot(HISTORY, new StoredSnapshot(versions.get(0), StateValue.EMPTY)))
                .isFalse();
        assertThat(journal().snapshot(HISTORY, newest)).isFalse();
        StoredSnapshot foreign = new StoredSnapshot(new Version(3, CommitId.random()), StateValue.EMPTY);
        assertThat(journal().snapshot(HISTORY, foreign)).isFalse();
        assertThat(journal().read(HISTORY).snapshot()).contains(newest);
    }

    @Test
    default void versionsAreReadAsTheyAreWritten() {
        Version version = append("a").get(0);
        assertThat(Version.parse(version.toString())).isEqualTo(version);
        assertThat(Version.parse(Version.EPOCH.toString())).isEqualTo(Version.EPOCH);
        for (String text : List.of("", "1", "-1", "x-" + version.id(), "1-2", "-5-" + version.id())) {
            assertThatThrownBy(() -> Version.parse(text))
                    .isInstanceOfSatisfying(
                            WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID));
        }
    }

    private static void assertFailsWith(ErrorKind kind, Iterator<JournalEntry> iterator) {
        assertThatThrownBy(() -> entries(iterator))
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    private List<StateRecord> records() {
        return store().scan(Scan.of(namespace() + "/journal/" + HISTORY)).records();
    }

    private List<Version> append(String... texts) {
        List<Version> versions = new ArrayList<>();
        for (String text : texts) {
            versions.add(journal().append(HISTORY, Expect.any(), events(text)));
        }
        return versions;
    }
}
