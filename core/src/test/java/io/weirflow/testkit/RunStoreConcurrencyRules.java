package io.weirflow.testkit;

import static io.weirflow.run.graph.Conclusion.SUCCESS;
import static io.weirflow.testkit.StorageAssertions.together;
import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.Ulid;
import io.weirflow.run.ClaimedNode;
import io.weirflow.run.Membership;
import io.weirflow.run.NodeEvent;
import io.weirflow.run.NodeEventType;
import io.weirflow.run.NodeEvents;
import io.weirflow.run.RunStatus;
import io.weirflow.run.graph.GraphSpec;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** What holds while several processes are at the same runs. */
interface RunStoreConcurrencyRules extends RunStoreRules {
    @Test
    default void twoParentsThatFinishAtOnceMakeTheirChildReadyOnce() throws Exception {
        RunWorld other = anotherWorld();
        Membership me = world().join("me");
        Membership you = other.join("you");
        NodeEvents events = world().runs().subscribe(me, EnumSet.of(NodeEventType.NODE_READY));
        for (int i = 0; i < repetitions(); i++) {
            Ulid run = world().start(RunWorld.graph("a-c b-c"));
            ClaimedNode a = world().claim(me, run, "a");
            ClaimedNode b = other.claim(you, run, "b");
            together(List.of(() -> end(world(), a), () -> end(other, b)));
            world().settle();
            assertThat(events.poll(10)).extracting(event -> event.node().name()).containsExactly("c");
            world().complete(me, run, "c", SUCCESS);
            assertThat(world().summary(run).status()).isEqualTo(RunStatus.COMPLETED);
        }
    }

    private static boolean end(RunWorld process, ClaimedNode node) {
        process.finish(node, SUCCESS);
        process.settle();
        return true;
    }

    @Test
    default void processesAtOnceExecuteEachNodeOnce() throws Exception {
        GraphSpec.Builder graph = GraphSpec.builder().node(RunWorld.node("root"));
        for (int i = 0; i < 40; i++) {
            graph.node(RunWorld.node("n" + i)).node(RunWorld.node("m" + i));
            graph.edge("root", "n" + i).edge("n" + i, "m" + i).edge("n" + (i + 1) % 40, "m" + i);
        }
        GraphSpec spec = graph.build();
        Ulid run = world().start(spec);
        Queue<String> executed = new ConcurrentLinkedQueue<>();
        List<Callable<?>> workers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            RunWorld process = i == 0 ? world() : anotherWorld();
            String name = "worker" + i;
            workers.add(() -> work(process, name, run, executed));
        }
        together(workers);

        assertThat(executed).hasSize(spec.nodes().size()).doesNotHaveDuplicates();
        assertThat(world().summary(run).conclusion()).contains(SUCCESS);
        assertThat(world().runs().inspectRun(run).nodes())
                .allSatisfy(node -> assertThat(node.attempts()).hasSize(1));
    }

    private static boolean work(RunWorld process, String name, Ulid run, Queue<String> executed) {
        try (Membership me = process.join(name);
                NodeEvents events = process.runs().subscribe(me, EnumSet.allOf(NodeEventType.class))) {
            while (process.summary(run).status() != RunStatus.COMPLETED) {
                List<NodeEvent> next = events.poll(4);
                for (ClaimedNode node : process.runs().claimNodes(me, next)) {
                    executed.add(node.node().name());
                    process.finish(node, SUCCESS);
                }
                process.runs().propagate(process.session());
            }
        }
        return true;
    }
}
