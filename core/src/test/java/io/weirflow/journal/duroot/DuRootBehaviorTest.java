package io.weirflow.journal.duroot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.journal.Event;
import io.weirflow.journal.Expect;
import io.weirflow.journal.Journal;
import io.weirflow.journal.JournalEntry;
import io.weirflow.journal.Version;
import io.weirflow.journal.VersionConflictException;
import io.weirflow.journal.aggregate.AggregateOptions;
import io.weirflow.journal.aggregate.Aggregates;
import io.weirflow.journal.aggregate.Told;
import io.weirflow.journal.aggregate.Versioned;
import io.weirflow.journal.duroot.DuRootState.Code;
import io.weirflow.store.CommitId;
import io.weirflow.store.MemoryStateStore;
import io.weirflow.store.StateValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The table of all commands in all states. */
class DuRootBehaviorTest {
    private static final RootInfo ROOT = new RootInfo("/data/a", "host1", "/srv/a");
    private static final DuRootCommand INIT = new DuRootCommand.Init("example.reg", ROOT);
    private static final DuRootCommand APPEND = new DuRootCommand.Append(List.of(new PathUsage("x", 5)));
    private static final DuRootCommand FAIL = new DuRootCommand.Fail(new DuRootStatus(1, "broken"));
    private static final DuRootCommand COMMIT = new DuRootCommand.Commit();
    private static final DuRootCommand ABORT = new DuRootCommand.AbortExpired();
    private static final DuRootCommand END = new DuRootCommand.End();
    private static final DuRootCommand DELETE = new DuRootCommand.Delete();

    private static final String REFUSED = "refused";
    private static final String NOTHING = "nothing";

    private final Aggregates<DuRootState, DuRootCommand> workflows = Aggregates.of(
            Journal.of(new MemoryStateStore(), "test"), "w", new DuRootBehavior(), AggregateOptions.DEFAULT);

    /** The states, the completed ones by their outcomes, and the commands that lead there. */
    private static final Map<String, List<DuRootCommand>> STATES = new LinkedHashMap<>(Map.of(
            "Uninitialized", List.of(),
            "Initialized", List.of(INIT),
            "Appending", List.of(INIT, APPEND),
            "Completed ok", List.of(INIT, APPEND, COMMIT),
            "Completed failed", List.of(INIT, FAIL),
            "Completed expired", List.of(INIT, ABORT),
            "Terminated", List.of(INIT, APPEND, COMMIT, END)));

    /** For each command and state, what it leads to: an event's type, nothing, or a refusal. */
    private static final String[][] TABLE = {
        {
            "",
            "Uninitialized",
            "Initialized",
            "Appending",
            "Completed ok",
            "Completed failed",
            "Completed expired",
            "Terminated"
        },
        {"Init", "du-root-started", NOTHING, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED},
        {"Append", REFUSED, "du-updated", "du-updated", REFUSED, REFUSED, REFUSED, REFUSED},
        {"Commit", REFUSED, "du-root-completed 0", "du-root-completed 0", NOTHING, REFUSED, REFUSED, REFUSED},
        {"Fail", REFUSED, "du-root-completed 1", "du-root-completed 1", REFUSED, NOTHING, REFUSED, REFUSED},
        {"AbortExpired", REFUSED, "du-root-completed 104", "du-root-completed 104", NOTHING, NOTHING, NOTHING, NOTHING},
        {"End", REFUSED, REFUSED, REFUSED, "du-root-committed", "du-root-committed", "du-root-committed", NOTHING},
        {"Delete", NOTHING, REFUSED, REFUSED, NOTHING, NOTHING, NOTHING, NOTHING},
    };

    private static DuRootCommand command(String name) {
        return switch (name) {
            case "Init" -> INIT;
            case "Append" -> APPEND;
            case "Commit" -> COMMIT;
            case "Fail" -> FAIL;
            case "AbortExpired" -> ABORT;
            case "End" -> END;
            default -> DELETE;
        };
    }

    @TestFactory
    Stream<DynamicTest> everyCommandInEveryState() {
        List<DynamicTest> cells = new ArrayList<>();
        for (int row = 1; row < TABLE.length; row++) {
            for (int column = 1; column < TABLE[0].length; column++) {
                String command = TABLE[row][0];
                String state = TABLE[0][column];
                String expected = TABLE[row][column];
                cells.add(DynamicTest.dynamicTest(
                        command + " in " + state + ": " + expected, () -> check(command(command), state, expected)));
            }
        }
        assertThat(cells).hasSize(49);
        return cells.stream();
    }

    private void check(DuRootCommand command, String stateName, String expected) {
        String id = stateName + command;
        STATES.get(stateName).forEach(step -> workflows.tell(id, Expect.any(), step));
        Versioned<DuRootState> before = workflows.find(id);
        if (expected.equals(REFUSED)) {
            assertThatThrownBy(() -> workflows.tell(id, Expect.any(), command))
                    .isInstanceOfSatisfying(
                            WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.PRECONDITION))
                    .hasMessageContaining(before.state().code().toString());
            assertThat(workflows.find(id)).isEqualTo(before);
            return;
        }
        Told<DuRootState> told = workflows.tell(id, Expect.any(), command);
        if (expected.equals(NOTHING)) {
            assertThat(told).isEqualTo(new Told<>(before.state(), before.version(), false));
            return;
        }
        assertThat(told.version().number()).isEqualTo(before.version().number() + 1);
        Event event = new DuRootBehavior().tell(before.state(), command).get(0);
        List<String> words = Splitter.on(' ').splitToList(expected);
        assertThat(event.type()).isEqualTo(words.get(0));
        assertThat(told.state().code())
                .isEqualTo(
                        switch (words.get(0)) {
                            case "du-root-started" -> Code.INITIALIZED;
                            case "du-updated" -> Code.APPENDING;
                            case "du-root-completed" -> Code.COMPLETED;
                            default -> Code.TERMINATED;
                        });
        if (words.size() > 1) {
            assertThat(told.state().status().orElseThrow().code()).isEqualTo(Integer.parseInt(words.get(1)));
        }
    }

    @Test
    void anExpiredWorkflowHasStatus104() {
        workflows.tell("w", Expect.any(), INIT);
        assertThat(workflows.tell("w", Expect.any(), ABORT).state().status())
                .contains(new DuRootStatus(104, "expired"));
    }

    @Test
    void theFailuresMessageIsKept() {
        workflows.tell("w", Expect.any(), INIT);
        assertThat(workflows.tell("w", Expect.any(), FAIL).state().status()).contains(new DuRootStatus(1, "broken"));
        assertThatThrownBy(() -> workflows.tell("w", Expect.any(), COMMIT)).hasMessageContaining("broken");
        assertThatThrownBy(() -> workflows.tell(
                        "w", Expect.any(), new DuRootCommand.Fail(new DuRootStatus(1, "broken otherwise"))))
                .hasMessageContaining("another outcome");
        assertThat(new DuRootStatus(1, "x".repeat(2000)).message()).hasSize(1000);
    }

    @Test
    void eachDifferenceOfAnInitIsAConflict() {
        workflows.tell("w", Expect.any(), INIT);
        List<DuRootCommand> others = List.of(
                new DuRootCommand.Init("other.reg", ROOT),
                new DuRootCommand.Init("example.reg", new RootInfo("/data/b", "host1", "/srv/a")),
                new DuRootCommand.Init("example.reg", new RootInfo("/data/a", "host2", "/srv/a")),
                new DuRootCommand.Init("example.reg", new RootInfo("/data/a", "host1", "/srv/b")));
        for (DuRootCommand other : others) {
            assertThatThrownBy(() -> workflows.tell("w", Expect.any(), other)).hasMessageContaining("other arguments");
        }
    }

    @Test
    void whatIsMissingIsRefused() {
        List<Runnable> malformed = List.of(
                () -> new DuRootCommand.Init("", ROOT),
                () -> new RootInfo("", "h", "/x"),
                () -> new RootInfo("/x", "", "/x"),
                () -> new RootInfo("/x", "h", ""),
                () -> new DuRootCommand.Append(List.of()),
                () -> new DuRootCommand.Fail(new DuRootStatus(0, "")),
                () -> new PathUsage("", 1),
                () -> new PathUsage("x", -1));
        for (Runnable each : malformed) {
            assertThatThrownBy(each::run)
                    .isInstanceOfSatisfying(
                            WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID));
        }
    }

    @Test
    void afterADeletionItIsUninitialized() {
        Version version = Version.EPOCH;
        for (DuRootCommand command : List.of(INIT, APPEND, COMMIT)) {
            version = workflows.tell("w", Expect.version(version), command).version();
        }
        workflows.delete("w", Expect.version(version), DELETE);
        assertThat(workflows.find("w").state()).isEqualTo(DuRootState.initial("w"));
        assertThat(workflows.tell("w", Expect.any(), INIT).state().code()).isEqualTo(Code.INITIALIZED);
    }

    @Test
    void aReplayedAppendAtItsVersionIsAConflict() {
        Version one = workflows.tell("w", Expect.any(), INIT).version();
        workflows.tell("w", Expect.version(one), APPEND);
        assertThatThrownBy(() -> workflows.tell("w", Expect.version(one), APPEND))
                .isInstanceOf(VersionConflictException.class);
    }

    @Test
    void statesThatWereHandedOutDoNotChange() {
        DuRootState one = workflows.tell("w", Expect.any(), INIT).state();
        workflows.tell("w", Expect.any(), APPEND);
        assertThat(one.code()).isEqualTo(Code.INITIALIZED);
        assertThat(one.usages()).isZero();
    }

    @Test
    void anEventOfAnotherKindIsAnError() {
        JournalEntry entry = new JournalEntry(
                new Version(1, CommitId.random()), Instant.EPOCH, List.of(new Event("ping", StateValue.EMPTY)));
        assertThatThrownBy(() -> new DuRootBehavior()
                        .advance(
                                DuRootState.initial("w"),
                                ImmutableList.of(entry).iterator()))
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INTEGRITY));
    }

    @Test
    void theStatesAreTheTablesColumns() {
        Map<Code, Integer> columns = new EnumMap<>(Code.class);
        STATES.keySet()
                .forEach(state -> columns.merge(
                        Code.valueOf(Splitter.on(' ').splitToList(state).get(0).toUpperCase(Locale.ROOT)),
                        1,
                        Integer::sum));
        assertThat(columns.keySet()).containsExactlyInAnyOrder(Code.values());
    }
}
