package io.weirflow.run.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Ulid;
import io.weirflow.base.WeirflowException;
import io.weirflow.run.AgentInfo;
import io.weirflow.run.Membership;
import io.weirflow.run.NodeStatus;
import io.weirflow.run.RunOptions;
import io.weirflow.run.graph.GraphSpec;
import io.weirflow.run.graph.NodeSpec;
import io.weirflow.store.Commit;
import io.weirflow.store.Condition;
import io.weirflow.store.MemoryStateStore;
import io.weirflow.store.Scan;
import io.weirflow.store.StateStore;
import io.weirflow.store.StateValue;
import io.weirflow.store.lease.Session;
import io.weirflow.testkit.FaultyStateStore;
import io.weirflow.testkit.FaultyStateStore.Fault;
import io.weirflow.testkit.FaultyStateStore.Plan;
import io.weirflow.testkit.FaultyStateStore.SimulatedCrash;
import io.weirflow.testkit.ManualClock;
import io.weirflow.testkit.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SweepTest {
    private static final String NAMESPACE = "test";
    private static final Duration TTL = Duration.ofMinutes(30);

    private final MemoryStateStore store = new MemoryStateStore();
    private final ManualClock clock = new ManualClock();
    private final ManualTicker ticker = new ManualTicker();
    private final RunKeys keys = RunKeys.of(NAMESPACE);
    private final StateRunStore runs = runs(store);
    private final Session session = runs.sessions().openUnrenewed("sweeper", TTL);

    private StateRunStore runs(StateStore on) {
        return StateRunStore.of(on, NAMESPACE, clock, ticker, Duration.ofMillis(5));
    }

    /** Returns a graph of nodes without edges, with as much metadata each. */
    private static GraphSpec graph(int nodes, int bytes) {
        GraphSpec.Builder graph = GraphSpec.builder();
        for (int i = 0; i < nodes; i++) {
            graph.node(NodeSpec.of("n" + i, "r").with("key", "x".repeat(bytes)));
        }
        return graph.build();
    }

    @Test
    void whatIsDamagedDoesNotKeepTheRestFromBeingSwept() {
        Ulid run = runs.startRun(graph(12, 1)).id();
        Ulid due = runs.startRun(graph(1, 1), RunOptions.DEFAULT.withDeadline(clock.instant()))
                .id();
        Session lost = runs.sessions().openUnrenewed("lost", TTL);
        Membership member = runs.join("lost", Set.of(), lost);
        for (int i = 0; i < 12; i++) {
            assertThat(runs.claimNode(member, run, "n" + i)).isPresent();
        }
        store.commitOrFail(Commit.builder()
                .put(keys.node(run, 0), StateValue.utf8("damaged"), Condition.any())
                .put(keys.deadline(run, 0), StateValue.EMPTY, Condition.any())
                .put(keys.progress(run), StateValue.utf8("damaged"), Condition.any())
                .build());
        lost.close();
        startHalf();
        assertFails();
        ticker.advance(Removal.STARTING_LIMIT);

        assertFails();
        for (int i = 1; i < 12; i++) {
            assertThat(runs.inspectNode(run, "n" + i).status()).isEqualTo(NodeStatus.ORPHANED);
        }
        assertThat(runs.canceled(List.of(due))).containsExactly(due);
        assertThat(runs.listAgents()).extracting(AgentInfo::id).isEmpty();
        assertThat(records(keys.agents())).isEmpty();
        assertThat(records(keys.partial())).isEmpty();
    }

    private void assertFails() {
        assertThatThrownBy(() -> runs.sweep(session))
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INTEGRITY));
    }

    /** Lets a process die when it has written a part of a large graph, and returns the run that it was starting. */
    private Ulid startHalf() {
        Ulid id = new RunIds(clock).next();
        StateRunStore mortal = runs(new FaultyStateStore(store, Plan.atCommit(3, Fault.CRASH_AFTER)));
        assertThatThrownBy(() -> mortal.startRun(id, graph(300, 30_000), RunOptions.DEFAULT))
                .isInstanceOf(SimulatedCrash.class);
        assertThat(records(keys.graph(id))).isNotEmpty();
        return id;
    }

    @Test
    void whatIsLeftOfAStartThatWasAbandonedIsRemovedAfterTenMinutes() {
        Ulid abandoned = startHalf();
        runs.sweep(session);
        ticker.advance(Removal.STARTING_LIMIT.minusMillis(1));
        runs.sweep(session);
        assertThat(records(keys.graph(abandoned))).isNotEmpty();

        ticker.advance(Duration.ofMillis(1));
        runs.sweep(session);
        assertThat(records(keys.graph(abandoned))).isEmpty();
        assertThat(records(keys.partial())).isEmpty();
        assertThat(runs.findRun(abandoned)).isEmpty();
    }

    @Test
    void whoIsSlowToStartARunIsRefusedOnceItWasGivenUp() {
        Ulid id = new RunIds(clock).next();
        int[] commits = {0};
        StateRunStore slow = runs(new FaultyStateStore(store, isCommit -> {
            if (isCommit && ++commits[0] == 4) {
                runs.sweep(session);
                ticker.advance(Removal.STARTING_LIMIT);
                runs.sweep(session);
            }
            return Fault.NONE;
        }));

        assertThatThrownBy(() -> slow.startRun(id, graph(300, 30_000), RunOptions.DEFAULT))
                .isInstanceOfSatisfying(WeirflowException.class, e -> {
                    assertThat(e.kind()).isEqualTo(ErrorKind.PRECONDITION);
                    assertThat(e).hasMessageContaining("another identity");
                });
        assertThat(runs.findRun(id)).isEmpty();
        assertThat(records(keys.graph(id))).isEmpty();
        assertThat(runs.startRun(graph(300, 30_000)).id()).isNotEqualTo(id);
    }

    private List<?> records(String partition) {
        List<Object> found = new ArrayList<>();
        store.scanAll(Scan.of(partition)).forEachRemaining(found::add);
        return found;
    }
}
