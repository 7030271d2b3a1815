package io.weirflow.testkit;

import static io.weirflow.testkit.JournalRules.entries;
import static io.weirflow.testkit.JournalRules.events;
import static io.weirflow.testkit.JournalRules.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.journal.Append;
import io.weirflow.journal.Event;
import io.weirflow.journal.Expect;
import io.weirflow.journal.Journal;
import io.weirflow.journal.JournalEntry;
import io.weirflow.journal.Version;
import io.weirflow.journal.VersionConflictException;
import io.weirflow.store.CommitId;
import io.weirflow.store.StateStore;
import io.weirflow.store.StateValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How histories grow. */
interface JournalAppendRules extends JournalRules {
    @Test
    default void whatIsAppendedIsFoundAgain() {
        List<Event> first =
                List.of(new Event("one", StateValue.EMPTY), new Event("two", StateValue.of(new byte[] {0, -1, 7})));
        Version one = journal().append(HISTORY, Expect.version(Version.EPOCH), first);
        clock().advance(Duration.ofMillis(1500));
        Version two = journal().append(HISTORY, Expect.version(one), events("more"));
        assertThat(one.number()).isEqualTo(1);
        assertThat(two.number()).isEqualTo(2);
        assertThat(journal().head(HISTORY)).isEqualTo(two);
        assertThat(entries(journal(another()).find(HISTORY, Version.EPOCH)))
                .containsExactly(
                        new JournalEntry(one, clock().instant().minusMillis(1500), first),
                        new JournalEntry(two, clock().instant(), events("more")));
    }

    @Test
    default void anAppendAtAnotherVersionIsAConflictThatNamesBoth() {
        Version one = journal().append(HISTORY, Expect.version(Version.EPOCH), events("a"));
        Version two = journal().append(HISTORY, Expect.version(one), events("b"));
        Version never = new Version(2, CommitId.random());
        for (Version wrong : List.of(Version.EPOCH, one, never, new Version(7, two.id()))) {
            assertThatThrownBy(() -> journal().append(HISTORY, Expect.version(wrong), events("c")))
                    .isInstanceOfSatisfying(VersionConflictException.class, e -> {
                        assertThat(e.stored()).isEqualTo(two);
                        assertThat(e.expected()).isEqualTo(wrong);
                        assertThat(e.kind()).isEqualTo(ErrorKind.PRECONDITION);
                    });
        }
        assertThatThrownBy(() -> journal().append("other", Expect.version(one), events("c")))
                .isInstanceOfSatisfying(
                        VersionConflictException.class,
                        e -> assertThat(e.stored()).isEqualTo(Version.EPOCH));
        assertThat(said()).containsExactly("a", "b");
    }

    @Test
    default void ofAppendsAtOneVersionAtOnceOneWins() throws Exception {
        Version version = Version.EPOCH; // the first append is a race like any other
        for (int round = 0; round < 3; round++) {
            Version expected = version;
            AtomicInteger conflicts = new AtomicInteger();
            List<Version> won = race(3, (store, number) -> {
                try {
                    return List.of(journal(store).append(HISTORY, Expect.version(expected), events("by " + number)));
                } catch (VersionConflictException e) {
                    conflicts.incrementAndGet();
                    return List.of();
                }
            });
            assertThat(won).hasSize(1);
            assertThat(conflicts).hasValue(2);
            version = won.get(0);
        }
        assertThat(said()).hasSize(3);
    }

    @Test
    default void appendsThatRetryAllSucceedWhenFewMeet() throws Exception {
        List<Version> versions = race(2, (store, number) -> {
            List<Version> mine = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                mine.add(journal(store).append(HISTORY, Expect.anyWithRetry(), events(number + "." + i)));
            }
            return mine;
        });
        assertThat(versions).hasSize(10).doesNotHaveDuplicates();
        assertThat(said()).hasSize(10).containsSubsequence("0.0", "0.1", "0.2", "0.3", "0.4");
    }

    @Test
    default void whoIsOvertakenWithoutAVersionFailsOrTriesSixTimes() {
        AtomicInteger times = new AtomicInteger();
        StateStore view = new FaultyStateStore(store(), isCommit -> {
            if (isCommit && times.getAndDecrement() > 0) {
                journal().append(HISTORY, Expect.any(), events("other"));
            }
            return FaultyStateStore.Fault.NONE;
        });
        Journal overtaken = journal(view);
        times.set(1);
        assertThatThrownBy(() -> overtaken.append(HISTORY, Expect.any(), events("mine")))
                .isInstanceOf(VersionConflictException.class);
        times.set(5);
        overtaken.append(HISTORY, Expect.anyWithRetry(), events("mine"));
        assertThat(said()).hasSize(7).endsWith("other", "mine");
        times.set(6);
        assertThatThrownBy(() -> overtaken.append(HISTORY, Expect.anyWithRetry(), events("again")))
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.TOO_MANY_TRIES))
                .hasCauseInstanceOf(VersionConflictException.class);
        assertThat(said()).hasSize(13).doesNotContain("again");
    }

    @Test
    default void withoutEventsNothingChanges() {
        assertThat(journal().append(HISTORY, Expect.any(), List.of())).isEqualTo(Version.EPOCH);
        Version one = journal().append(HISTORY, Expect.any(), events("a"));
        assertThat(journal().append(HISTORY, Expect.version(one), List.of())).isEqualTo(one);
        assertThatThrownBy(() -> journal().append(HISTORY, Expect.version(Version.EPOCH), List.of()))
                .isInstanceOf(VersionConflictException.class);
        assertThat(said()).containsExactly("a");
    }

    @Test
    default void anEntryOfAnIdentityIsAppendedOnce() {
        CommitId id = CommitId.random();
        Version one = journal().append(HISTORY, Version.EPOCH, id, events("a"));
        assertThat(one).isEqualTo(new Version(1, id));
        assertThat(journal(another()).append(HISTORY, Version.EPOCH, id, events("a")))
                .isEqualTo(one);
        Version two = journal().append(HISTORY, Expect.version(one), events("b"));
        assertThat(journal().append(HISTORY, Version.EPOCH, id, events("a"))).isEqualTo(one);
        assertThatThrownBy(() -> journal().append(HISTORY, Version.EPOCH, id, events("x")))
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.PRECONDITION))
                .hasMessageContaining("other events");
        assertThatThrownBy(() -> journal().append(HISTORY, Version.EPOCH, CommitId.random(), events("a")))
                .isInstanceOf(VersionConflictException.class);
        assertThat(journal().head(HISTORY)).isEqualTo(two);
        assertThat(said()).containsExactly("a", "b");
    }

    @Test
    default void severalHistoriesGrowTogetherOrNotAtAll() {
        Version one = journal().append(HISTORY, Expect.any(), events("a"));
        List<JournalEntry> both = journal()
                .append(List.of(
                        new Append(HISTORY, one, events("b")), new Append("other", Version.EPOCH, events("first"))));
        assertThat(both.get(0).version()).isEqualTo(journal().head(HISTORY));
        assertThat(both.get(1).version()).isEqualTo(journal().head("other"));
        assertThatThrownBy(() -> journal()
                        .append(List.of(
                                new Append(HISTORY, both.get(0).version(), events("c")),
                                new Append("other", Version.EPOCH, events("second")))))
                .isInstanceOfSatisfying(
                        VersionConflictException.class,
                        e -> assertThat(e.stored()).isEqualTo(both.get(1).version()));
        assertThat(said()).containsExactly("a", "b");
        assertThat(texts(journal(), "other", Version.EPOCH)).containsExactly("first");
    }

    @Test
    default void theCostOfAnAppendDoesNotDependOnTheLengthOfTheHistory() {
        AtomicInteger commits = new AtomicInteger();
        AtomicInteger reads = new AtomicInteger();
        Journal counted = journal(new FaultyStateStore(store(), isCommit -> {
            (isCommit ? commits : reads).incrementAndGet();
            return FaultyStateStore.Fault.NONE;
        }));
        Version version = Version.EPOCH;
        for (int i = 0; i < 20; i++) {
            version = counted.append(HISTORY, Expect.version(version), events("x"));
        }
        assertThat(commits).hasValue(20);
        assertThat(reads).hasValue(0);
        counted.append(HISTORY, Expect.any(), events("x"));
        assertThat(commits).hasValue(21);
        assertThat(reads).hasValue(1);
    }

    @Test
    default void aClockThatGoesBackChangesNeitherOrderNorVersions() {
        Version one = journal().append(HISTORY, Expect.any(), events("a"));
        clock().advance(Duration.ofHours(-1));
        Version two = journal().append(HISTORY, Expect.version(one), events("b"));
        clock().advance(Duration.ofHours(2));
        journal().append(HISTORY, Expect.version(two), events("c"));
        assertThat(said()).containsExactly("a", "b", "c");
        assertThat(entries(journal().find(HISTORY, one)).get(0).time())
                .isEqualTo(clock().instant().minus(Duration.ofHours(2)));
    }

    @Test
    default void whatIsTooLargeOrHasNoNameIsRefused() {
        Event large = new Event("large", StateValue.wrap(new byte[StateStore.MAX_VALUE_BYTES]));
        assertInvalid(() -> journal().append(HISTORY, Expect.any(), List.of(large)));
        assertInvalid(() -> journal().append("", Expect.any(), events("a")));
        assertInvalid(() -> journal().append("é".repeat(257), Expect.any(), events("a")));
        assertInvalid(() -> journal().append("a\nb", Expect.any(), events("a")));
        assertInvalid(() -> new Event("", StateValue.EMPTY));
        Event largest = new Event("large", StateValue.wrap(new byte[StateStore.MAX_VALUE_BYTES - 1000]));
        journal().append("é".repeat(256), Expect.any(), List.of(largest));
        assertThat(entries(journal().find("é".repeat(256), Version.EPOCH))
                        .get(0)
                        .events())
                .containsExactly(largest);
    }

    private static void assertInvalid(org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID));
    }

    /** What one of several users does at the same time as the others. */
    interface Racer {
        List<Version> run(StateStore store, int number);
    }

    private List<Version> race(int users, Racer racer) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(users);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<List<Version>>> running = new ArrayList<>();
            for (int i = 0; i < users; i++) {
                int number = i;
                StateStore store = i == 0 ? store() : another();
                running.add(threads.submit(() -> {
                    start.await();
                    return racer.run(store, number);
                }));
            }
            start.countDown();
            List<Version> all = new ArrayList<>();
            for (Future<List<Version>> each : running) {
                all.addAll(each.get());
            }
            return all;
        } finally {
            threads.shutdownNow();
        }
    }
}
