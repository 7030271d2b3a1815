package io.weirflow.testkit;

import static io.weirflow.testkit.JournalRules.events;
import static io.weirflow.testkit.JournalRules.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.journal.Append;
import io.weirflow.journal.Expect;
import io.weirflow.journal.Journal;
import io.weirflow.journal.StoredSnapshot;
import io.weirflow.journal.TrimPolicy;
import io.weirflow.journal.Version;
import io.weirflow.store.StateStore;
import io.weirflow.store.StateValue;
import io.weirflow.testkit.FaultyStateStore.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What remains when the store or the process fails, at each commit of a life of two histories. */
interface JournalFaultRules extends JournalRules {
    /** A step; doing it again after it took effect is left to the test. */
    interface Step {
        void on(Journal journal);
    }

    private static List<Step> life() {
        TrimPolicy trim = new TrimPolicy((entry, next, now) -> next.isPresent(), Duration.ZERO, Duration.ZERO);
        return List.of(
                journal -> journal.append("one", Expect.version(Version.EPOCH), events("a", "b")),
                journal -> journal.append("one", Expect.any(), events("c")),
                journal -> journal.append(List.of(
                        new Append("one", journal.head("one"), events("d")),
                        new Append("two", journal.head("two"), events("x")))),
                journal -> journal.snapshot("one", new StoredSnapshot(journal.head("one"), StateValue.utf8("abcd"))),
                journal -> journal.append("one", Expect.anyWithRetry(), events("e")),
                journal -> journal.trim("two", trim),
                journal -> journal.delete("one", Expect.version(journal.head("one"))),
                journal -> journal.append("one", Expect.version(Version.EPOCH), events("new")),
                journal -> journal.append("two", Expect.any(), events("y")),
                journal -> journal.trim("two", trim));
    }

    private static List<Object> observe(Journal journal) {
        return List.of(
                texts(journal, "one", Version.EPOCH),
                texts(journal, "two", Version.EPOCH),
                texts(journal.read("one").entries()),
                journal.read("one").snapshot().map(s -> s.state().utf8()));
    }

    private Journal journal(StateStore store, String name) {
        return Journal.of(store, namespace() + "/" + name, clock());
    }

    private List<List<Object>> expected() {
        Journal journal = journal(store(), "none");
        List<List<Object>> expected = new ArrayList<>(List.of(observe(journal)));
        for (Step step : life()) {
            step.on(journal);
            expected.add(observe(journal));
        }
        return expected;
    }

    @Test
    default void aLostReplyAtAnyCommitIsNotNoticed() {
        List<List<Object>> expected = expected();
        boolean reached = true;
        for (int commit = 1; reached; commit++) {
            Injected injected = new Injected(store(), commit, Fault.REPLY_LOST);
            Journal journal = journal(injected.view, "lost" + commit);
            for (Step step : life()) {
                step.on(journal);
            }
            assertThat(observe(journal)).isEqualTo(expected.get(expected.size() - 1));
            reached = injected.happened();
        }
    }

    @Test
    default void aCommitThatFailsHasNoEffect() {
        runWith(Fault.FAILS_BEFORE);
    }

    @Test
    default void aProcessThatCrashesBeforeACommitLeavesTheStateBefore() {
        runWith(Fault.CRASH_BEFORE);
    }

    @Test
    default void aProcessThatCrashesAfterACommitLeavesAWholeState() {
        runWith(Fault.CRASH_AFTER);
    }

    private void runWith(Fault fault) {
        List<List<Object>> expected = expected();
        boolean reached = true;
        for (int commit = 1; reached; commit++) {
            Injected injected = new Injected(store(), commit, fault);
            String name = fault + "-" + commit;
            Journal faulty = journal(injected.view, name);
            Journal sound = journal(store(), name);
            List<Step> life = life();
            for (int i = 0; i < life.size(); i++) {
                boolean failed = false;
                try {
                    life.get(i).on(faulty);
                } catch (FaultyStateStore.SimulatedCrash | WeirflowException e) {
                    assertThat(e instanceof WeirflowException w ? w.kind() : ErrorKind.UNAVAILABLE)
                            .isEqualTo(ErrorKind.UNAVAILABLE);
                    failed = true;
                }
                List<Object> found = observe(sound);
                if (failed) {
                    assertThat(found).as(name).isIn(expected.get(i), expected.get(i + 1));
                    assertThat(fault == Fault.CRASH_AFTER || found.equals(expected.get(i)))
                            .as(name + ": no effect without a commit")
                            .isTrue();
                    if (!found.equals(expected.get(i + 1)) || fault != Fault.CRASH_AFTER) {
                        life.get(i).on(sound);
                    }
                    faulty = sound;
                }
                assertThat(observe(sound)).as(name + " after step " + i).isEqualTo(expected.get(i + 1));
            }
            reached = injected.happened();
        }
    }

    /** A view of a store with a fault at the commit of a number. */
    final class Injected {
        final FaultyStateStore view;
        private final int number;
        private int commits;

        Injected(StateStore store, int number, Fault fault) {
            this.number = number;
            this.view = new FaultyStateStore(store, isCommit -> isCommit && ++commits == number ? fault : Fault.NONE);
        }

        boolean happened() {
            return commits >= number;
        }
    }
}
