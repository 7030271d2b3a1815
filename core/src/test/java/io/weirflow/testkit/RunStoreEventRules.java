package io.weirflow.testkit;

import static io.weirflow.run.graph.Conclusion.SUCCESS;
import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.Ulid;
import io.weirflow.run.Membership;
import io.weirflow.run.NodeEvent;
import io.weirflow.run.NodeEventType;
import io.weirflow.run.NodeEvents;
import io.weirflow.run.graph.GraphSpec;
import io.weirflow.run.graph.NodeSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** What subscribers hear. */
interface RunStoreEventRules extends RunStoreRules {
    Set<NodeEventType> BOTH = EnumSet.allOf(NodeEventType.class);

    private static List<String> names(List<NodeEvent> events) {
        return events.stream().map(event -> event.node().name()).toList();
    }

    @Test
    default void whoSubscribesLateHearsOfOrphansAndOfWhatIsReady() {
        Ulid run = world().start(RunWorld.graph("a b"));
        RunWorld other = anotherWorld();
        other.claim(other.join("other"), run, "a");
        world().expireOthers();

        NodeEvents events = world().runs().subscribe(world().join("me"), BOTH);
        assertThat(events.poll(10))
                .extracting(event -> event.type() + " " + event.node().name())
                .containsExactlyInAnyOrder("NODE_ORPHANED a", "NODE_READY b");
        assertThat(events.poll(10)).isEmpty();
    }

    @Test
    default void onlyTypesAndRuntimesThatWereAskedForAreHeardOf() {
        world().start(GraphSpec.builder()
                .node(NodeSpec.of("a", "one").with("key", "value"))
                .node(NodeSpec.of("b", "two"))
                .node(NodeSpec.of("c", "twofold"))
                .build());
        Membership two = world().runs().join("two", Set.of("two"), world().session());
        Membership both = world().runs().join("both", Set.of("one", "two"), world().session());

        assertThat(names(world().runs().subscribe(two, BOTH).poll(10))).containsExactly("b");
        NodeEvents ofBoth = world().runs().subscribe(both, Set.of(NodeEventType.NODE_READY));
        List<NodeEvent> heard = ofBoth.poll(10);
        assertThat(names(heard)).containsExactlyInAnyOrder("a", "b");
        assertThat(heard)
                .filteredOn(event -> event.place() == 0)
                .singleElement()
                .satisfies(event -> assertThat(event.node().values("key")).containsExactly("value"));
        assertThat(world().runs()
                        .subscribe(both, Set.of(NodeEventType.NODE_ORPHANED))
                        .poll(10))
                .isEmpty();
        assertThat(world().runs().subscribe(both, Set.of()).poll(10)).isEmpty();
    }

    @Test
    default void aSlowSubscriberLosesNothingAndHoldsUpNobody() {
        GraphSpec.Builder graph = GraphSpec.builder();
        for (int i = 0; i < 120; i++) {
            graph.node(RunWorld.node("n" + i));
        }
        Membership slow = world().join("slow");
        NodeEvents events = world().runs().subscribe(slow, BOTH);
        Ulid run = world().start(graph.build());
        world().complete(world().join("fast"), run, "n5", SUCCESS);

        List<String> heard = new ArrayList<>();
        for (List<NodeEvent> next = events.poll(1); !next.isEmpty(); next = events.poll(1)) {
            assertThat(next).hasSize(1);
            heard.addAll(names(next));
        }
        assertThat(heard).hasSize(119).doesNotHaveDuplicates().doesNotContain("n5");
    }

    @Test
    default void whatNobodyClaimsIsHeardOfAgain() {
        world().start(RunWorld.graph("a"));
        NodeEvents events = world().runs().subscribe(world().join("me"), BOTH);
        assertThat(events.poll(10)).hasSize(1);
        assertThat(events.poll(10)).isEmpty();
        world().advance(Duration.ofSeconds(NodeEvents.REPEAT_SECONDS));

        assertThat(events.poll(10)).hasSize(1);
    }

    @Test
    default void aSubscriberThatWaitsHearsOfARunThatIsStartedElsewhere() throws Exception {
        RunWorld other = anotherWorld();
        NodeEvents events = world().runs().subscribe(world().join("me"), BOTH);
        FutureTask<Optional<NodeEvent>> waiting = new FutureTask<>(() -> events.next(Duration.ofSeconds(60)));
        Thread thread = new Thread(waiting);
        thread.start();
        try {
            other.start(RunWorld.graph("a"));
            assertThat(waiting.get()).map(event -> event.node().name()).contains("a");
        } finally {
            waiting.cancel(true);
            thread.join();
        }
    }

    @Test
    default void afterUnsubscribingNothingIsHeard() {
        Membership me = world().join("me");
        NodeEvents one = world().runs().subscribe(me, BOTH);
        NodeEvents two = world().runs().subscribe(me, BOTH);
        world().start(RunWorld.graph("a"));
        world().runs().unsubscribeAll(me);
        world().runs().unsubscribeAll(me);

        assertThat(one.poll(10)).isEmpty();
        assertThat(two.next(Duration.ZERO)).isEmpty();
        assertThat(world().runs().subscribe(me, BOTH).poll(10)).hasSize(1);
    }
}
