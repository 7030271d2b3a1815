package io.weirflow.run.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Ticker;
import com.google.common.util.concurrent.Uninterruptibles;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Ulid;
import io.weirflow.base.WeirflowException;
import io.weirflow.run.AgentInfo;
import io.weirflow.run.Attempt;
import io.weirflow.run.Node;
import io.weirflow.run.NodeResult;
import io.weirflow.run.NodeStatus;
import io.weirflow.run.Run;
import io.weirflow.run.RunStatus;
import io.weirflow.run.RunStore;
import io.weirflow.run.graph.Conclusion;
import io.weirflow.run.graph.GraphSpec;
import io.weirflow.run.graph.NodeSpec;
import io.weirflow.run.state.StateRunStore;
import io.weirflow.store.Commit;
import io.weirflow.store.Conflict;
import io.weirflow.store.MemoryStateStore;
import io.weirflow.store.Scan;
import io.weirflow.store.ScanPage;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.StateStore;
import io.weirflow.store.StateValue;
import io.weirflow.store.lease.Session;
import io.weirflow.store.loop.Signal;
import io.weirflow.testkit.ManualTicker;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AgentTest {
    private static final String NAMESPACE = "test";

    private final MemoryStateStore store = new MemoryStateStore();
    private final RunStore runs = StateRunStore.of(store, NAMESPACE);
    private final List<Agent> agents = new ArrayList<>();

    @AfterEach
    void closeAgents() {
        agents.forEach(Agent::close);
    }

    private Agent.Builder agent(String id) {
        return Agent.builder(runs).id(id).interval(Duration.ofMillis(10));
    }

    private Agent start(Agent.Builder builder) {
        Agent agent = builder.start();
        agents.add(agent);
        return agent;
    }

    private static NodeSpec node(String name) {
        return NodeSpec.of(name, "java").withMaxAttempts(Conclusion.ERROR, 3);
    }

    private Ulid run(NodeSpec... nodes) {
        return runs.startRun(GraphSpec.builder().nodes(List.of(nodes)).build()).id();
    }

    private Run complete(Ulid run) {
        await(() -> runs.findRun(run).filter(summary -> summary.status() == RunStatus.COMPLETED));
        return runs.inspectRun(run);
    }

    private static <T> T await(Supplier<Optional<T>> look) {
        return new Signal()
                .awaitFor(Duration.ofSeconds(50), Duration.ofMillis(5), Ticker.systemTicker(), look)
                .orElseThrow();
    }

    private static List<Conclusion> ends(Node node) {
        return node.attempts().stream()
                .map(attempt -> attempt.result().conclusion())
                .toList();
    }

    @Test
    void agentsExecuteAGraphOfFunctions() {
        for (String id : List.of("one", "two")) {
            start(agent(id)
                    .concurrency(2)
                    .runtime(
                            "java",
                            context -> NodeResult.success(context.node().name()
                                    + context.node().inputs().keySet())));
        }
        GraphSpec graph = GraphSpec.builder()
                .nodes(List.of(node("a"), node("b"), node("c"), node("d")))
                .edge("a", "c")
                .edge("b", "c")
                .edge("c", "d")
                .build();

        Run done = complete(runs.startRun(graph).id());
        assertThat(done.conclusion()).contains(Conclusion.SUCCESS);
        assertThat(done.nodes())
                .extracting(node -> node.output().orElseThrow().utf8())
                .containsExactly("a[]", "b[]", "c[a, b]", "d[c]");
    }

    @Test
    void whatAFunctionThrowsIsAnErrorOfTheNodeAndNotOfTheAgent() {
        AtomicInteger calls = new AtomicInteger();
        start(agent("one").runtime("java", context -> {
            switch (calls.incrementAndGet()) {
                case 1 -> throw new IllegalStateException("first");
                case 2 -> throw new StackOverflowError("second");
                default -> {
                    return NodeResult.success("third");
                }
            }
        }));

        Node node = complete(run(node("a"))).nodes().get(0);
        assertThat(ends(node)).containsExactly(Conclusion.ERROR, Conclusion.ERROR, Conclusion.SUCCESS);
        assertThat(node.attempts().get(0).result().output().utf8()).contains("IllegalStateException: first");
        assertThat(node.attempts().get(1).result().output().utf8()).contains("StackOverflowError: second");
    }

    @Test
    void noMoreNodesAreExecutedAtOnceThanThereIsRoomFor() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Semaphore both = new Semaphore(0);
        start(agent("one").concurrency(2).runtime("java", context -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            both.release();
            both.acquire();
            now.decrementAndGet();
            return NodeResult.success("");
        }));
        NodeSpec[] nodes = new NodeSpec[20];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = node("n" + i);
        }

        complete(run(nodes));
        assertThat(most.get()).isBetween(1, 2);
    }

    @Test
    void anAttemptThatTakesTooLongIsStoppedAndTriedAgain() {
        ManualTicker ticker = new ManualTicker();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        start(agent("one").ticker(ticker).runtime("java", context -> {
            if (context.node().attempts().isEmpty()) {
                begun.countDown();
                never.await();
            }
            return NodeResult.success("second");
        }));
        Ulid run = run(node("slow").withTimeout(Duration.ofMinutes(5)));
        Uninterruptibles.awaitUninterruptibly(begun);
        ticker.advance(Duration.ofMinutes(5).plusMillis(1));

        Node done = complete(run).nodes().get(0);
        assertThat(ends(done)).containsExactly(Conclusion.ERROR, Conclusion.SUCCESS);
        assertThat(done.attempts().get(0).result().output().utf8())
                .startsWith("timed out")
                .contains("PT5M");
    }

    @Test
    void anAttemptThatDoesNotStopEndsWithoutItAndItsResultIsDropped() {
        ManualTicker ticker = new ManualTicker();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        Agent agent = start(agent("one").concurrency(2).ticker(ticker).runtime("java", context -> {
            if (context.node().attempts().isEmpty()) {
                context.onCancel(stopped::countDown);
                begun.countDown();
                Uninterruptibles.awaitUninterruptibly(gate);
                return NodeResult.success("too late");
            }
            return NodeResult.success("second");
        }));
        Ulid run = run(node("stuck").withTimeout(Duration.ofSeconds(1)));
        Uninterruptibles.awaitUninterruptibly(begun);
        ticker.advance(Duration.ofSeconds(2));
        Uninterruptibles.awaitUninterruptibly(stopped);
        assertThat(runs.inspectRun(run).nodes().get(0).status()).isEqualTo(NodeStatus.RUNNING);
        ticker.advance(Duration.ofSeconds(10));

        assertThat(ends(complete(run).nodes().get(0))).containsExactly(Conclusion.ERROR, Conclusion.SUCCESS);
        gate.countDown();
        assertThat(agent.drain(Duration.ofSeconds(50))).isTrue();
        Node done = runs.inspectRun(run).nodes().get(0);
        assertThat(ends(done)).containsExactly(Conclusion.ERROR, Conclusion.SUCCESS);
        assertThat(done.output()).contains(StateValue.utf8("second"));
    }

    @Test
    void whatCannotBeRecordedOnAFullDiskIsRecordedWhenThereIsRoom() {
        AtomicBoolean full = new AtomicBoolean();
        CountDownLatch refused = new CountDownLatch(3);
        StateStore small = new LimitedStore(store, commit -> {
            if (full.get()) {
                refused.countDown();
                throw WeirflowException.of(ErrorKind.RESOURCES_EXHAUSTED, "commit", "the disk is full");
            }
        });
        AtomicInteger executed = new AtomicInteger();
        agents.add(Agent.builder(StateRunStore.of(small, NAMESPACE))
                .id("one")
                .interval(Duration.ofMillis(10))
                .ttl(Duration.ofHours(1))
                .runtime("java", context -> {
                    executed.incrementAndGet();
                    full.set(true);
                    return NodeResult.success("done");
                })
                .start());
        Ulid run = run(node("n"));
        Uninterruptibles.awaitUninterruptibly(refused);
        assertThat(runs.inspectRun(run).nodes().get(0).status()).isEqualTo(NodeStatus.RUNNING);
        full.set(false);

        assertThat(ends(complete(run).nodes().get(0))).containsExactly(Conclusion.SUCCESS);
        assertThat(executed).hasValue(1);
    }

    /** A store of which a commit may be refused. */
    private record LimitedStore(StateStore store, Consumer<Commit> check) implements StateStore {
        @Override
        public Optional<Conflict> commit(Commit commit) {
            check.accept(commit);
            return store.commit(commit);
        }

        @Override
        public Map<StateKey, StateRecord> getAll(Collection<StateKey> keys) {
            return store.getAll(keys);
        }

        @Override
        public ScanPage scan(Scan scan) {
            return store.scan(scan);
        }

        @Override
        public Watch watch(String partition, Runnable action) {
            return store.watch(partition, action);
        }
    }

    @Test
    void anAgentTakesNodesOfItsRuntimesOnly() {
        start(agent("one").runtime("java", context -> NodeResult.success("")));
        Ulid other = runs.startRun(
                        GraphSpec.builder().node(NodeSpec.of("a", "python")).build())
                .id();

        complete(run(node("a")));
        assertThat(runs.inspectNode(other, "a").status()).isEqualTo(NodeStatus.READY);
    }

    @Test
    void aLostSessionStopsTheWorkOfWhichNothingIsRecorded() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        start(agent("one").ttl(Duration.ofMillis(600)).runtime("java", context -> {
            if (calls.incrementAndGet() > 1) {
                return NodeResult.success("second");
            }
            context.onCancel(stopped::countDown);
            began.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                assertThat(context.isCanceled()).isTrue();
            }
            return NodeResult.success("too late");
        }));
        Ulid run = run(node("a"));
        began.await();
        endAllSessions();
        stopped.await();

        Node node = complete(run).nodes().get(0);
        assertThat(ends(node)).containsExactly(Conclusion.ERROR, Conclusion.SUCCESS);
        assertThat(node.attempts().get(0).result().output().utf8()).contains("orphaned");
        assertThat(node.output().orElseThrow().utf8()).isEqualTo("second");
        assertThat(node.attempts()).extracting(Attempt::agent).containsOnly("one");
        assertThat(runs.listAgents()).extracting(AgentInfo::id).containsExactly("one");
    }

    /** Another process sees all sessions unrenewed for longer than they live, on its own ticker. */
    private void endAllSessions() {
        ManualTicker ticker = new ManualTicker();
        RunStore other = StateRunStore.of(store, NAMESPACE, Clock.systemUTC(), ticker, Duration.ofMillis(10));
        Session own = other.sessions().openUnrenewed("other", Duration.ofHours(1));
        int agentsBefore = runs.listAgents().size();
        await(() -> {
            other.sessions().sweep();
            ticker.advance(Duration.ofSeconds(2));
            other.sessions().sweep();
            return runs.listAgents().size() < agentsBefore ? Optional.of(true) : Optional.empty();
        });
        own.close();
    }

    @Test
    void aCanceledRunStopsWhatIsExecuted() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        start(agent("one").runtime("java", context -> {
            began.countDown();
            new CountDownLatch(1).await();
            return NodeResult.success("");
        }));
        Ulid run = run(node("a"), node("b"));
        began.await();
        assertThat(runs.cancelRun(run, "enough")).isTrue();

        Run done = complete(run);
        assertThat(done.nodes()).extracting(Node::conclusion).containsOnly(Optional.of(Conclusion.CANCELED));
        assertThat(done.nodes()).filteredOn(node -> !node.attempts().isEmpty()).hasSize(1);
    }

    @Test
    void anAgentThatIsClosedGivesItsNodesBack() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        Agent first = start(agent("one").runtime("java", context -> {
            began.countDown();
            new CountDownLatch(1).await();
            return NodeResult.success("");
        }));
        Ulid run = run(node("a"));
        began.await();
        first.close();
        first.close();

        assertThat(runs.inspectNode(run, "a").status()).isEqualTo(NodeStatus.READY);
        assertThat(runs.listAgents()).isEmpty();
        start(agent("two").runtime("java", context -> NodeResult.success("")));
        assertThat(ends(complete(run).nodes().get(0))).containsExactly(Conclusion.SUCCESS);
    }

    @Test
    void anAgentThatIsDrainedEndsWhatItExecutesAndClaimsNothingMore() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Agent agent = start(agent("one").runtime("java", context -> {
            began.countDown();
            go.await();
            return NodeResult.success("");
        }));
        Ulid run = run(node("a"), node("b"));
        began.await();
        assertThat(agent.drain(Duration.ZERO)).isFalse();
        go.countDown();

        assertThat(agent.drain(Duration.ofSeconds(50))).isTrue();
        assertThat(runs.inspectRun(run).nodes())
                .extracting(Node::status)
                .containsExactlyInAnyOrder(NodeStatus.COMPLETED, NodeStatus.READY);
    }

    @Test
    void twoAgentsOfOneIdentityAreRefused() {
        start(agent("same").runtime("java", context -> NodeResult.success("")));

        assertThatThrownBy(() -> agent("same")
                        .runtime("java", context -> NodeResult.success(""))
                        .start())
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.PRECONDITION))
                .hasMessageContaining("same")
                .hasMessageContaining("choose another identity");
        assertThatThrownBy(() -> agent("other").start()).hasMessageContaining("at least one runtime");
        assertThat(runs.listAgents()).hasSize(1);
    }
}
