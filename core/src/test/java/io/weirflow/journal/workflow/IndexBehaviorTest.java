package io.weirflow.journal.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.journal.Event;
import io.weirflow.journal.Expect;
import io.weirflow.journal.Journal;
import io.weirflow.journal.JournalEntry;
import io.weirflow.journal.Version;
import io.weirflow.journal.aggregate.AggregateOptions;
import io.weirflow.journal.aggregate.Aggregates;
import io.weirflow.journal.aggregate.Told;
import io.weirflow.store.CommitId;
import io.weirflow.store.MemoryStateStore;
import io.weirflow.store.StateValue;
import io.weirflow.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IndexBehaviorTest {
    private static final String REGISTRY = "r";

    private final ManualClock clock = new ManualClock();
    private final Journal journal = Journal.of(new MemoryStateStore(), "test", clock);
    private final Aggregates<IndexState, IndexCommand> index = fresh();

    private Aggregates<IndexState, IndexCommand> fresh() {
        return Aggregates.of(journal, "index", new IndexBehavior(), AggregateOptions.DEFAULT);
    }

    private Told<IndexState> tell(IndexCommand command) {
        return index.tell(REGISTRY, Expect.any(), command);
    }

    private static IndexCommand.Begin begin(String id) {
        return new IndexCommand.Begin("kind", id, StateValue.utf8("about " + id));
    }

    @Test
    void aWorkflowIsActiveThenCompletedThenGone() {
        assertThat(tell(begin("a")).state().active()).containsOnlyKeys("a");
        clock.advance(Duration.ofMinutes(5));
        IndexState completed = tell(new IndexCommand.Commit("a")).state();
        assertThat(completed.active()).isEmpty();
        IndexedWorkflow workflow = completed.completed().get("a");
        assertThat(workflow.completed()).contains(clock.instant());
        assertThat(workflow.begun()).isEqualTo(clock.instant().minus(Duration.ofMinutes(5)));
        assertThat(workflow.details().utf8()).isEqualTo("about a");
        assertThat(tell(new IndexCommand.Delete("a")).state().size()).isZero();
    }

    @Test
    void whatIsToldAgainChangesNothing() {
        tell(begin("a"));
        assertThat(tell(begin("a")).changed()).isFalse();
        tell(new IndexCommand.Commit("a"));
        assertThat(tell(new IndexCommand.Commit("a")).changed()).isFalse();
        tell(begin("b"));
        assertThat(tell(new IndexCommand.Commit("a")).changed())
                .as("even after another was begun")
                .isFalse();
    }

    @Test
    void idsAreNotUsedTwiceAndWhatIsUnknownIsRefused() {
        tell(begin("a"));
        assertKind(ErrorKind.PRECONDITION, new IndexCommand.Begin("kind", "a", StateValue.utf8("something else")));
        assertKind(ErrorKind.PRECONDITION, new IndexCommand.Begin("other", "a", StateValue.utf8("about a")));
        assertKind(ErrorKind.NOT_EXIST, new IndexCommand.Delete("a"));
        tell(new IndexCommand.Commit("a"));
        assertKind(ErrorKind.PRECONDITION, begin("a"));
        tell(new IndexCommand.Delete("a"));
        assertKind(ErrorKind.NOT_EXIST, new IndexCommand.Delete("a"));
        assertKind(ErrorKind.NOT_EXIST, new IndexCommand.Commit("a"));
        assertKind(
                ErrorKind.INVALID,
                new IndexCommand.Begin("kind", "b", StateValue.wrap(new byte[IndexBehavior.MAX_DETAILS_BYTES + 1])));
    }

    @Test
    void aSnapshotHasAllAndLetsWhatComesBeforeBeHidden() {
        tell(begin("a"));
        tell(new IndexCommand.Begin("other", "b", StateValue.EMPTY));
        tell(begin("c"));
        tell(new IndexCommand.Commit("a"));
        Told<IndexState> told = tell(new IndexCommand.Snapshot(false));
        assertThat(told.state().events()).isZero();
        assertThat(tell(new IndexCommand.Snapshot(false)).changed()).isFalse();
        journal.trim("index/r", IndexBehavior.trimPolicy());
        List<String> types = new ArrayList<>();
        journal.find("index/r", Version.EPOCH)
                .forEachRemaining(
                        entry -> entry.events().stream().map(Event::type).forEach(types::add));
        assertThat(types)
                .containsExactly(
                        "workflow-snapshot-begin",
                        "workflow-snapshot-state",
                        "workflow-snapshot-state",
                        "workflow-snapshot-end");
        assertThat(fresh().find(REGISTRY).state()).isEqualTo(told.state());
        assertThat(tell(new IndexCommand.Commit("c")).state().completed()).containsOnlyKeys("a", "c");
    }

    @Test
    void aReaderThatKnowsMoreThanTheSnapshotForgetsIt() {
        IndexState state = new IndexBehavior()
                .advance(
                        tell(begin("stale")).state(),
                        List.of(new JournalEntry(
                                        new Version(2, CommitId.random()),
                                        clock.instant(),
                                        List.of(
                                                new Event("workflow-snapshot-begin", StateValue.EMPTY),
                                                new Event("workflow-snapshot-end", StateValue.EMPTY))))
                                .iterator());
        assertThat(state.size()).isZero();
    }

    @Test
    void ofMoreThanTwoHundredWorkflowsThereIsNoSnapshot() {
        IndexState full = state(200, 5000);
        assertThat(new IndexBehavior().tell(full, new IndexCommand.Snapshot(false)))
                .hasSize(3);
        assertThatThrownBy(() -> new IndexBehavior().tell(state(201, 500_000), new IndexCommand.Snapshot(true)))
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.RESOURCES_EXHAUSTED));
    }

    @Test
    void aSnapshotThatMustSaveNeedsAThousandEventsAndMoreThanItCosts() {
        IndexCommand saving = new IndexCommand.Snapshot(true);
        assertTooLittle(state(0, 999));
        assertThat(new IndexBehavior().tell(state(0, 1000), saving)).hasSize(2);
        assertTooLittle(state(3, 1200)); // 300 + 3 * 300
        assertThat(new IndexBehavior().tell(state(3, 1201), saving)).hasSize(3);
    }

    private static void assertTooLittle(IndexState state) {
        assertThatThrownBy(() -> new IndexBehavior().tell(state, new IndexCommand.Snapshot(true)))
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.PRECONDITION))
                .hasMessageContaining("too little");
    }

    private IndexState state(int workflows, long events) {
        Map<String, IndexedWorkflow> active = new LinkedHashMap<>();
        for (int i = 0; i < workflows; i++) {
            active.put(
                    "w" + i, new IndexedWorkflow("kind", "w" + i, clock.instant(), StateValue.EMPTY, Optional.empty()));
        }
        return new IndexState(active, Map.of(), events);
    }

    private void assertKind(ErrorKind kind, IndexCommand command) {
        assertThatThrownBy(() -> tell(command))
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
