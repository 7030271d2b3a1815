package io.weirflow.run.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.base.Ulid;
import io.weirflow.run.graph.Conclusion;
import io.weirflow.run.graph.GraphSpec;
import io.weirflow.run.graph.NodeSpec;
import io.weirflow.run.graph.RetryDelay;
import io.weirflow.store.CommitId;
import io.weirflow.store.StateEncoder;
import io.weirflow.store.StateKey;
import io.weirflow.store.StateRecord;
import io.weirflow.store.Write;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphChunkTest {
    private static final NodeSpec NODE =
            NodeSpec.of("n", "r").with("key", "one", "two").withMaxAttempts(Conclusion.FAIL, 3);

    @Test
    void specificationsOfTheFirstVersionAreRead() {
        byte[] first = new NumberWriter()
                .text("n")
                .number(0)
                .number(1)
                .text("key")
                .number(2)
                .text("one")
                .text("two")
                .number(1)
                .text("fail")
                .number(3)
                .bytes();
        StateRecord record = new StateRecord(
                new StateKey("p", "specs"),
                new StateEncoder("weirflow-graph", 1)
                        .number(0)
                        .number(1)
                        .bytes(first)
                        .value(),
                CommitId.random());

        assertThat(GraphChunk.specs(record, List.of("r")).nodes()).containsExactly(NODE);
    }

    @Test
    void waitsAndTimeoutsAreKept() {
        NodeSpec timed = NodeSpec.of("timed", "r")
                .withRetryDelay(new RetryDelay(Duration.ofMillis(1500), 1.5, Duration.ofHours(1)))
                .withTimeout(Duration.ofDays(300));
        GraphSpec graph = GraphSpec.builder().node(NODE).node(timed).build();
        GraphChunks chunks = GraphChunks.of(RunKeys.of("test"), Ulid.random(Clock.systemUTC()), graph);
        Write.Put specs = chunks.writes().stream()
                .map(Write.Put.class::cast)
                .filter(put -> put.key().sort().startsWith("specs"))
                .findFirst()
                .orElseThrow();
        StateRecord record = new StateRecord(specs.key(), specs.value(), CommitId.random());

        assertThat(GraphChunk.specs(record, chunks.runtimes()).nodes()).containsExactly(NODE, timed);
    }
}
