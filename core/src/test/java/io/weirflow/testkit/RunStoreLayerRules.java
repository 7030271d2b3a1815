package io.weirflow.testkit;

import static io.weirflow.run.graph.Conclusion.ERROR;
import static io.weirflow.run.graph.Conclusion.FAIL;
import static io.weirflow.run.graph.Conclusion.SKIPPED;
import static io.weirflow.run.graph.Conclusion.SUCCESS;
import static io.weirflow.testkit.StorageAssertions.assertFails;
import static io.weirflow.testkit.StorageAssertions.together;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Ulid;
import io.weirflow.run.AgentInfo;
import io.weirflow.run.Attempt;
import io.weirflow.run.ClaimedNode;
import io.weirflow.run.Membership;
import io.weirflow.run.Node;
import io.weirflow.run.NodeEvent;
import io.weirflow.run.NodeEventType;
import io.weirflow.run.NodeEvents;
import io.weirflow.run.NodeStatus;
import io.weirflow.run.Run;
import io.weirflow.run.RunQuery;
import io.weirflow.run.RunStats;
import io.weirflow.run.RunStatus;
import io.weirflow.run.RunSummary;
import io.weirflow.run.graph.Conclusion;
import io.weirflow.run.graph.GraphSpec;
import io.weirflow.store.lease.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/**
 * The harness of adagio's repositories, layer by layer, on one store. Where it demands one step over several nodes, that step is
 * seen once it has been propagated.
 */
interface RunStoreLayerRules extends RunStoreRules {
    /** Nodes of a run that are claimed and finished at the same time. */
    record Layer(Ulid run, List<Step> steps, Set<String> unclaimable, List<String> events, RunStatus after) {}

    /** A node with what is expected when it is claimed, and how it is finished. */
    record Step(String node, Set<String> inputs, List<Conclusion> earlier, Conclusion conclusion) {
        static Step of(String node, String inputs, Conclusion conclusion, Conclusion... earlier) {
            return new Step(node, set(inputs), List.of(earlier), conclusion);
        }
    }

    /** Returns the names in a text that are separated by commas. */
    static Set<String> set(String names) {
        return Set.copyOf(Splitter.on(',').omitEmptyStrings().splitToList(names));
    }

    private void play(Layer layer) {
        Membership foo = world().join("foo");
        NodeEvents events = world().runs().subscribe(foo, Set.of(NodeEventType.NODE_READY));
        List<String> seen = names(events.poll(100));
        for (String node : layer.unclaimable()) {
            assertFails(ErrorKind.PRECONDITION, () -> world().runs().claimNode(foo, layer.run(), node));
        }
        List<ClaimedNode> claimed = new ArrayList<>();
        layer.steps().forEach(step -> claimed.add(claimOnce(foo, layer.run(), step)));
        finishTogether(layer.steps(), claimed);
        world().settle();
        seen.addAll(names(events.poll(100)));
        assertThat(seen).containsExactlyInAnyOrderElementsOf(layer.events());
        assertThat(events.poll(100)).as("nothing comes twice").isEmpty();
        assertThat(world().runs().inspectRun(layer.run()).status()).isEqualTo(layer.after());
        assertThat(world().summary(layer.run()).status()).isEqualTo(layer.after());
        assertThat(world().runs().listAgents()).extracting(AgentInfo::id).containsExactly("foo");
        foo.close();
        assertThat(events.poll(100)).isEmpty();
        assertThat(world().runs().listAgents()).isEmpty();
    }

    private ClaimedNode claimOnce(Membership foo, Ulid run, Step step) {
        ConcurrentLinkedQueue<ClaimedNode> winners = new ConcurrentLinkedQueue<>();
        try {
            together(5, () -> {
                world().runs().claimNode(foo, run, step.node()).ifPresent(winners::add);
                return true;
            });
        } catch (Exception e) {
            throw new AssertionError("a claim that is too late is no failure", e);
        }
        assertThat(winners).as("claims of %s", step.node()).hasSize(1);
        Node node = winners.element().node();
        assertThat(node.name()).isEqualTo(step.node());
        assertThat(node.status()).isEqualTo(NodeStatus.RUNNING);
        assertThat(node.started()).contains(now());
        assertThat(node.holder().map(holder -> holder.agent())).contains("foo");
        assertThat(winners.element().claim().token())
                .isEqualTo(node.holder().orElseThrow().token());
        assertInputs(node, step.inputs());
        assertThat(conclusions(node)).isEqualTo(step.earlier());
        return winners.element();
    }

    private void finishTogether(List<Step> steps, List<ClaimedNode> claimed) {
        List<Callable<?>> finishing = new ArrayList<>();
        for (int i = 0; i < claimed.size(); i++) {
            ClaimedNode node = claimed.get(i);
            Conclusion conclusion = steps.get(i).conclusion();
            finishing.add(() -> world().runs().finishNode(node.claim(), RunWorld.result(node, conclusion)));
        }
        try {
            together(finishing);
        } catch (Exception e) {
            throw new AssertionError("nodes are finished independently", e);
        }
    }

    private Instant now() {
        return world().clock().instant();
    }

    private static List<String> names(List<NodeEvent> events) {
        return new ArrayList<>(events.stream().map(event -> event.node().name()).toList());
    }

    private static List<Conclusion> conclusions(Node node) {
        return node.attempts().stream()
                .map(attempt -> attempt.result().conclusion())
                .toList();
    }

    private static void assertInputs(Node node, Set<String> names) {
        assertThat(node.inputs().keySet()).as("inputs of %s", node.name()).isEqualTo(names);
        node.inputs().forEach((name, value) -> assertThat(value.utf8()).isEqualTo(name));
    }

    private void assertNode(Run run, String name, String inputs, Conclusion conclusion, Conclusion... attempts) {
        Node node = run.node(name).orElseThrow();
        assertThat(node.status()).isEqualTo(NodeStatus.COMPLETED);
        assertThat(conclusions(node)).as("attempts of %s", name).containsExactly(attempts);
        assertThat(node.conclusion()).contains(conclusion);
        assertThat(node.started()).contains(now());
        assertThat(node.finished()).contains(now());
        assertInputs(node, set(inputs));
        assertThat(node.attempts()).extracting(Attempt::token).doesNotHaveDuplicates();
    }

    private Ulid begin(GraphSpec graph) {
        RunSummary started = world().runs().startRun(graph);
        assertThat(started.status()).isEqualTo(RunStatus.WAITING);
        return started.id();
    }

    private Layer firstLayer(Ulid run, String claimed, String unclaimable, String events) {
        List<Step> steps = new ArrayList<>();
        for (String node : set(claimed)) {
            steps.add(Step.of(node, "", SUCCESS));
        }
        return new Layer(run, steps, set(unclaimable), List.copyOf(set(events)), RunStatus.RUNNING);
    }

    @Test
    default void theHarnessOfAdagioHolds() {
        List<Ulid> runs = new ArrayList<>();
        runs.add(0, happyPath());
        world().clock().advance(Duration.ofSeconds(1));
        runs.add(0, failure());
        world().clock().advance(Duration.ofSeconds(1));
        runs.add(0, retry());
        world().clock().advance(Duration.ofSeconds(1));
        runs.add(0, exhausted());
        world().clock().advance(Duration.ofSeconds(1));
        runs.add(0, orphan());
        assertThat(world().runs().stats()).isEqualTo(new RunStats(5, 0, 0, 0, 0, 23));
        lists(runs);
    }

    private Ulid happyPath() {
        Ulid run = begin(RunWorld.seven());
        play(firstLayer(run, "a,b", "c,d,e,f,g", "a,b,c,d,f"));
        play(new Layer(
                run,
                List.of(Step.of("c", "a", SUCCESS), Step.of("d", "a,b", SUCCESS), Step.of("f", "b", SUCCESS)),
                Set.of("e", "g"),
                List.of("c", "d", "f", "e"),
                RunStatus.RUNNING));
        play(new Layer(run, List.of(Step.of("e", "c,d", SUCCESS)), Set.of("g"), List.of("e", "g"), RunStatus.RUNNING));
        play(new Layer(run, List.of(Step.of("g", "e,f", SUCCESS)), Set.of(), List.of("g"), RunStatus.COMPLETED));
        Run shown = world().runs().inspectRun(run);
        assertThat(shown.nodes()).extracting(Node::name).containsExactly("a", "b", "c", "d", "e", "f", "g");
        assertThat(shown.edges()).isEqualTo(RunWorld.seven().edges());
        Map<String, String> inputs = Map.of("a", "", "b", "", "c", "a", "d", "a,b", "e", "c,d", "f", "b", "g", "e,f");
        inputs.forEach((node, from) -> assertNode(shown, node, from, SUCCESS, SUCCESS));
        assertThat(shown.conclusion()).contains(SUCCESS);
        assertThat(ids()).containsExactly(run);
        return run;
    }

    private List<Ulid> ids() {
        return world().runs().listRuns(RunQuery.ALL).runs().stream()
                .map(RunSummary::id)
                .toList();
    }

    private Ulid failure() {
        Ulid run = begin(RunWorld.seven());
        play(firstLayer(run, "a,b", "c,d,e,f,g", "a,b,c,d,f"));
        play(new Layer(
                run,
                List.of(Step.of("c", "a", SUCCESS), Step.of("d", "a,b", FAIL), Step.of("f", "b", SUCCESS)),
                Set.of("e", "g"),
                List.of("c", "d", "f"),
                RunStatus.COMPLETED));
        Run shown = world().runs().inspectRun(run);
        assertNode(shown, "d", "a,b", FAIL, FAIL);
        assertNode(shown, "e", "c", SKIPPED);
        assertNode(shown, "g", "f", SKIPPED);
        assertThat(shown.conclusion()).contains(FAIL);
        assertThat(ids()).hasSize(2).startsWith(run);
        return run;
    }

    private Ulid retry() {
        Ulid run = begin(RunWorld.graph("a-h h-c b-c", RunWorld.node("h").withMaxAttempts(ERROR, 2)));
        play(firstLayer(run, "a,b", "c,h", "a,b,h"));
        play(new Layer(run, List.of(Step.of("h", "a", ERROR)), Set.of("c"), List.of("h", "h"), RunStatus.RUNNING));
        play(new Layer(
                run, List.of(Step.of("h", "a", SUCCESS, ERROR)), Set.of("c"), List.of("h", "c"), RunStatus.RUNNING));
        play(new Layer(run, List.of(Step.of("c", "b,h", SUCCESS)), Set.of(), List.of("c"), RunStatus.COMPLETED));
        assertNode(world().runs().inspectRun(run), "h", "a", SUCCESS, ERROR, SUCCESS);
        assertThat(ids()).hasSize(3).startsWith(run);
        return run;
    }

    private Ulid exhausted() {
        Ulid run = begin(RunWorld.graph("a-i i-c b-c", RunWorld.node("i").withMaxAttempts(FAIL, 2)));
        play(firstLayer(run, "a,b", "c,i", "a,b,i"));
        play(new Layer(run, List.of(Step.of("i", "a", FAIL)), Set.of("c"), List.of("i", "i"), RunStatus.RUNNING));
        play(new Layer(run, List.of(Step.of("i", "a", FAIL, FAIL)), Set.of("c"), List.of("i"), RunStatus.COMPLETED));
        Run shown = world().runs().inspectRun(run);
        assertNode(shown, "i", "a", FAIL, FAIL, FAIL);
        assertNode(shown, "c", "b", SKIPPED);
        assertThat(ids()).hasSize(4).startsWith(run);
        return run;
    }

    private Ulid orphan() {
        Ulid run = begin(RunWorld.graph("a"));
        Session dying = world().newSession();
        Membership lost = world().runs().join("lost", Set.of(), dying);
        Membership foo = world().join("foo");
        NodeEvents events = world().runs().subscribe(foo, EnumSet.allOf(NodeEventType.class));
        assertThat(events.poll(10)).extracting(NodeEvent::type).containsExactly(NodeEventType.NODE_READY);
        world().claim(lost, run, "a");
        world().expireOthers();
        assertThat(events.poll(10)).extracting(NodeEvent::type).containsExactly(NodeEventType.NODE_ORPHANED);
        assertThat(world().runs().inspectRun(run).status()).isEqualTo(RunStatus.RUNNING);
        assertThat(world().runs().stats().orphaned()).isEqualTo(1);
        ClaimedNode again = claimOnce(foo, run, Step.of("a", "", ERROR));
        assertThat(again.orphaned()).isTrue();
        world().finish(again, ERROR);
        world().settle();
        assertThat(world().runs().inspectRun(run).status()).isEqualTo(RunStatus.COMPLETED);
        assertNode(world().runs().inspectRun(run), "a", "", ERROR, ERROR);
        foo.close();
        assertThat(ids()).hasSize(5).startsWith(run);
        return run;
    }

    private void lists(List<Ulid> runs) {
        Instant second = now().minusSeconds(1);
        Instant oldest = now().minusSeconds(4);
        assertList(runs, RunQuery.ALL);
        assertList(runs.subList(0, 3), RunQuery.ALL.limit(3));
        assertList(runs.subList(1, 5), RunQuery.ALL.newest(second));
        assertList(runs.subList(4, 5), RunQuery.ALL.newest(oldest));
        assertList(runs.subList(0, 2), RunQuery.ALL.oldest(second));
        assertList(
                runs.subList(1, 3), RunQuery.ALL.newest(second).oldest(oldest).limit(2));
    }

    private void assertList(List<Ulid> expected, RunQuery query) {
        assertThat(world().runs().listRuns(query).runs())
                .extracting(RunSummary::id)
                .containsExactlyElementsOf(expected);
    }
}
